import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../adapters/system-clock';
import { readEnv } from '../contract/env';
import { analyticsProjector } from '../wiring/analytics-projector';
import { everyGeneration } from '../wiring/generations';
import { firstInterpretation } from './lib/first-interpretation';
import { streamProjector } from './lib/stream-projector';

const env = readEnv('project-analytics', process.env);
const library = {
  client: createDynamoDbClient(),
  tables: { events: env.EVENTS_TABLE, analytics: env.ANALYTICS_TABLE, control: env.CONTROL_TABLE },
  clock: systemClock,
  ...firstInterpretation(env),
};

/** Brings the days' figures to what the events of the batch say. */
export const handler = streamProjector(
  'project-analytics',
  everyGeneration(library, analyticsProjector(library)),
);
