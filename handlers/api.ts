import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../adapters/s3/s3-client';
import { createSqsClient } from '../adapters/sqs/sqs-client';
import { systemClock } from '../adapters/system-clock';
import { readSettings } from '../contract/settings';
import { apiStores, parkedDepths } from '../wiring/api-stores';
import { generationStore } from '../wiring/generations';
import { createApi } from './api/create-api';
import { QUESTION_LIMITS } from './api/question-limits';
import { safePath } from './api/safe-path';

const settings = readSettings('api', process.env);
const logger = new Logger({ serviceName: 'api' });
const library = {
  client: createDynamoDbClient(),
  tables: settings.tables,
  timeZone: settings.timeZone,
  repeatWindowMs: settings.repeatWindowMs,
};
const { feed, readers, verified, ...stores } = apiStores(library);

const api = createApi({
  ...stores,
  generations: generationStore(library),
  status: {
    feed,
    readers,
    verified,
    ...parkedDepths(
      { s3: createS3Client(), name: settings.buckets.quarantine },
      { sqs: createSqsClient(), queues: settings.deadLetterQueues },
    ),
  },
  limits: QUESTION_LIMITS,
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
