import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../adapters/system-clock';
import { readEnv } from '../contract/env';
import { circulationProjector } from '../wiring/circulation-projector';
import { everyGeneration } from '../wiring/generations';
import { firstInterpretation } from './lib/first-interpretation';
import { streamProjector } from './lib/stream-projector';

const env = readEnv('project-circulation', process.env);
const library = {
  client: createDynamoDbClient(),
  tables: {
    events: env.EVENTS_TABLE,
    inventory: env.INVENTORY_TABLE,
    stock: env.STOCK_TABLE,
    control: env.CONTROL_TABLE,
  },
  clock: systemClock,
  ...firstInterpretation(env),
};

/** Brings Inventory and Stock to what the events of the batch say. */
export const handler = streamProjector(
  'project-circulation',
  everyGeneration(library, circulationProjector(library)),
);
