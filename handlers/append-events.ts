import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../adapters/s3/s3-client';
import { systemClock } from '../adapters/system-clock';
import { appendMessages } from '../app/intake/append-messages';
import { readEnv } from '../contract/env';
import { appendStores } from '../wiring/append-stores';
import { withFaultsLogged } from './lib/with-faults-logged';

const env = readEnv('append-events', process.env);
const logger = new Logger({ serviceName: 'append-events' });
const metrics = new Metrics({ namespace: 'Shelflog', serviceName: 'append-events' });
const stores = appendStores({
  client: createDynamoDbClient(),
  tables: { events: env.EVENTS_TABLE },
  quarantine: { s3: createS3Client(), name: env.QUARANTINE_BUCKET },
});
const ports = { ...stores, clock: systemClock };

/** Records the scans of a batch of queue messages; only the messages that failed are delivered again. */
export const handler = withFaultsLogged(logger, async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const messages = Records.map(({ messageId, body }) => ({ id: messageId, body }));
  const { failed, ...appended } = await appendMessages(ports, messages);
  for (const { id, error } of failed) {
    logger.error(`Message ${id} failed`, error instanceof Error ? error : new Error(String(error)));
  }
  if (appended.conflicts > 0) {
    logger.warn('Quarantined scans that came again with other content', appended);
    metrics.addMetric('ScanConflict', MetricUnit.Count, appended.conflicts);
    metrics.publishStoredMetrics();
  }
  return { batchItemFailures: failed.map(({ id }) => ({ itemIdentifier: id })) };
});
