import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { analyticsReader } from '../adapters/dynamodb/analytics/analytics-reader';
import { inventoryReader } from '../adapters/dynamodb/circulation/inventory-reader';
import { stockReader } from '../adapters/dynamodb/circulation/stock-reader';
import { answersTable } from '../adapters/dynamodb/control/answers-table';
import { generationTable } from '../adapters/dynamodb/control/generation-table';
import { seenReaders } from '../adapters/dynamodb/control/seen-readers';
import { verifiedTable } from '../adapters/dynamodb/control/verified-table';
import { eventFeedReader } from '../adapters/dynamodb/events/event-feed-reader';
import { eventsTable } from '../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { quarantineDepths } from '../adapters/s3/quarantine-list';
import { createS3Client } from '../adapters/s3/s3-client';
import { queueDepths } from '../adapters/sqs/queue-depths';
import { createSqsClient } from '../adapters/sqs/sqs-client';
import { systemClock } from '../adapters/system-clock';
import { readEnv } from '../contract/env';
import { parseDeadLetterQueues } from '../contract/names';
import { createApi } from './api/create-api';
import { safePath } from './api/safe-path';

const env = readEnv('api', process.env);
const logger = new Logger({ serviceName: 'api' });
const client = createDynamoDbClient();

const api = createApi({
  log: eventsTable(client, env.EVENTS_TABLE),
  generations: generationTable(client, env.CONTROL_TABLE, {
    repeatWindowMs: Number(env.REPEAT_WINDOW_SECONDS) * 1000,
    timeZone: env.LIBRARY_TIME_ZONE,
  }),
  modelsOf: (generation) => ({
    inventory: inventoryReader(client, env.INVENTORY_TABLE, generation),
    stock: stockReader(client, env.STOCK_TABLE, generation),
    analytics: analyticsReader(client, env.ANALYTICS_TABLE, generation),
  }),
  answers: answersTable(client, env.CONTROL_TABLE),
  status: {
    feed: eventFeedReader(client, env.EVENTS_TABLE),
    readers: seenReaders(client, env.CONTROL_TABLE),
    verified: verifiedTable(client, env.CONTROL_TABLE),
    quarantine: quarantineDepths(createS3Client(), env.QUARANTINE_BUCKET),
    deadLetters: queueDepths(createSqsClient(), parseDeadLetterQueues(env.DEAD_LETTER_QUEUES)),
  },
  now: systemClock,
  newId: randomUUID,
  onFault: (fault) =>
    logger.error('A request failed', { error: fault instanceof Error ? fault : String(fault) }),
});

const respond = handle(api);

type HttpApiEvent = Extract<LambdaEvent, { rawPath: string }>;

/** Answers one request of the HTTP API. */
export const handler = (event: HttpApiEvent, context: LambdaContext) =>
  respond({ ...event, rawPath: safePath(event.rawPath) }, context);
