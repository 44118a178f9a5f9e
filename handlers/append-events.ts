import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../adapters/s3/s3-client';
import { systemClock } from '../adapters/system-clock';
import { appendMessages } from '../app/intake/append-messages';
import { readSettings } from '../contract/settings';
import { appendStores } from '../wiring/append-stores';
import { functionMetrics } from './lib/function-metrics';
import { inTime, triesOf } from './lib/in-time';
import { withFaultsLogged } from './lib/with-faults-logged';

const settings = readSettings('append-events', process.env);
const logger = new Logger({ serviceName: 'append-events' });
const metrics = functionMetrics('append-events');
const stores = appendStores({
  client: createDynamoDbClient(triesOf('append-events')),
  tables: settings.tables,
  quarantine: { s3: createS3Client(triesOf('append-events')), name: settings.buckets.quarantine },
});
const ports = { ...stores, clock: systemClock };

/** Records the scans of a batch of queue messages; only the messages that failed are delivered again. */
export const handler = inTime(
  'append-events',
  withFaultsLogged(logger, async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const messages = Records.map(({ messageId, body }) => ({ id: messageId, body }));
    const { failed, ...appended } = await appendMessages(ports, messages);
    for (const { id, error } of failed) {
      logger.error(`Message ${id} failed`, error instanceof Error ? error : new Error(String(error)));
    }
    if (appended.conflicts > 0) {
      logger.warn('Quarantined scans that came again with other content', appended);
      metrics.count('ScanConflict', appended.conflicts);
    }
    return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
  }),
);
