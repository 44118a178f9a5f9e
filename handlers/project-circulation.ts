import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../adapters/system-clock';
import { readSettings } from '../contract/settings';
import { circulationProjector } from '../wiring/circulation-projector';
import { everyGeneration } from '../wiring/generations';
import { triesOf } from './lib/in-time';
import { streamProjector } from './lib/stream-projector';

const settings = readSettings('project-circulation', process.env);
const library = {
  client: createDynamoDbClient(triesOf('project-circulation')),
  tables: settings.tables,
  clock: systemClock,
  timeZone: settings.timeZone,
  repeatWindowMs: settings.repeatWindowMs,
};

/** Brings Inventory and Stock to what the events of the batch say. */
export const handler = streamProjector(
  'project-circulation',
  everyGeneration(library, circulationProjector(library)),
);
