import { randomUUID } from 'node:crypto';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../adapters/s3/s3-client';
import { createSqsClient } from '../adapters/sqs/sqs-client';
import { systemClock } from '../adapters/system-clock';
import { readSettings } from '../contract/settings';
import { apiStores, parkedDepths } from '../wiring/api-stores';
import { readOnlyGenerations } from '../wiring/generations';
import { createApi } from './api/create-api';
import { QUESTION_LIMITS } from './api/question-limits';
import { faultLog, httpHandler } from './lib/http-handler';
import { triesOf } from './lib/in-time';

const settings = readSettings('api', process.env);
const library = {
  client: createDynamoDbClient(triesOf('api')),
  tables: settings.tables,
  timeZone: settings.timeZone,
  repeatWindowMs: settings.repeatWindowMs,
};
const { feed, recordedDays, readers, verified, ...stores } = apiStores(library);

/** Answers questions. It describes commands too; those go to the function `commands`. */
export const handler = httpHandler(
  createApi({
    ...stores,
    generations: readOnlyGenerations(library),
    status: {
      feed,
      recordedDays,
      readers,
      verified,
      ...parkedDepths(
        { s3: createS3Client(triesOf('api')), name: settings.buckets.quarantine },
        { sqs: createSqsClient(), queues: settings.deadLetterQueues },
      ),
    },
    lowStock: settings.lowStock,
    limits: QUESTION_LIMITS,
    now: systemClock,
    newId: randomUUID,
    onFault: faultLog('api'),
  }),
);
