import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { systemClock } from '../adapters/system-clock';
import { readSettings } from '../contract/settings';
import { analyticsProjector } from '../wiring/analytics-projector';
import { everyGeneration } from '../wiring/generations';
import { triesOf } from './lib/in-time';
import { streamProjector } from './lib/stream-projector';

const settings = readSettings('project-analytics', process.env);
const library = {
  client: createDynamoDbClient(triesOf('project-analytics')),
  tables: settings.tables,
  clock: systemClock,
  timeZone: settings.timeZone,
  repeatWindowMs: settings.repeatWindowMs,
};

/** Brings the days' figures to what the events of the batch say. */
export const handler = streamProjector(
  'project-analytics',
  everyGeneration(library, analyticsProjector(library)),
);
