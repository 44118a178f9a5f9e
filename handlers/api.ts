import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { analyticsReader } from '../adapters/dynamodb/analytics/analytics-reader';
import { inventoryReader } from '../adapters/dynamodb/circulation/inventory-reader';
import { stockReader } from '../adapters/dynamodb/circulation/stock-reader';
import { answersTable } from '../adapters/dynamodb/control/answers-table';
import { generationTable } from '../adapters/dynamodb/control/generation-table';
import { seenReaders } from '../adapters/dynamodb/control/seen-readers';
import { eventFeedReader } from '../adapters/dynamodb/events/event-feed-reader';
import { eventsTable } from '../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { quarantineDepths } from '../adapters/s3/quarantine-list';
import { createS3Client } from '../adapters/s3/s3-client';
import { queueDepths } from '../adapters/sqs/queue-depths';
import { createSqsClient } from '../adapters/sqs/sqs-client';
import { systemClock } from '../adapters/system-clock';
import { readSettings } from '../contract/settings';
import { createApi } from './api/create-api';
import { safePath } from './api/safe-path';

const settings = readSettings('api', process.env);
const logger = new Logger({ serviceName: 'api' });
const client = createDynamoDbClient();

const api = createApi({
  log: eventsTable(client, settings.tables.events),
  generations: generationTable(client, settings.tables.control, settings),
  modelsOf: (generation) => ({
    inventory: inventoryReader(client, settings.tables.inventory, generation),
    stock: stockReader(client, settings.tables.stock, generation),
    analytics: analyticsReader(client, settings.tables.analytics, generation),
  }),
  answers: answersTable(client, settings.tables.control),
  status: {
    feed: eventFeedReader(client, settings.tables.events),
    readers: seenReaders(client, settings.tables.control),
    quarantine: quarantineDepths(createS3Client(), settings.buckets.quarantine),
    deadLetters: queueDepths(createSqsClient(), settings.deadLetterQueues),
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
