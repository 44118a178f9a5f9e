import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { analyticsTable } from '../adapters/dynamodb/analytics-table';
import { createDynamoDbClient } from '../adapters/dynamodb/dynamodb-client';
import { eventsTable } from '../adapters/dynamodb/events-table';
import { exportMarks } from '../adapters/dynamodb/export-marks';
import { generationTable } from '../adapters/dynamodb/generation-table';
import { systemClock } from '../adapters/system-clock';
import { libraryCalendar } from '../app/library-calendar';
import { projectAnalytics } from '../app/project/project-analytics';
import { projectGenerations } from '../app/project/project-generations';
import { readEnv } from '../contract/env';
import { projectStream } from './lib/project-stream';
import { streamReport } from './lib/stream-report';

const env = readEnv('project-analytics', process.env);
const client = createDynamoDbClient();
const log = eventsTable(client, env.EVENTS_TABLE);
const marks = exportMarks(client, env.CONTROL_TABLE, systemClock);
const generations = generationTable(client, env.CONTROL_TABLE, {
  repeatWindowMs: Number(env.REPEAT_WINDOW_SECONDS) * 1000,
  timeZone: env.LIBRARY_TIME_ZONE,
});
const report = streamReport('project-analytics');

/** Brings the days' figures to what the events of the batch say. */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  projectStream(
    event,
    async (events) =>
      projectGenerations(await generations.read(), ({ id, rules, timeZone }) => {
        const calendar = libraryCalendar(timeZone);
        const store = analyticsTable({ client, analyticsTable: env.ANALYTICS_TABLE, generation: id });
        return projectAnalytics(events, { store, log, marks, rules, calendar });
      }),
    report,
  );
