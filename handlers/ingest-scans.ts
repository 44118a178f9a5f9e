import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createEventBridgeClient } from '../adapters/eventbridge/eventbridge-client';
import { createS3Client } from '../adapters/s3/s3-client';
import { ingestMessage } from '../app/intake/ingest-message';
import { readEnv } from '../contract/env';
import { ingestStores } from '../wiring/ingest-stores';
import { toMqttMessage } from './lib/iot-message';
import { readerHeard } from './lib/reader-heard';
import { withFaultsLogged } from './lib/with-faults-logged';

const env = readEnv('ingest-scans', process.env);
const logger = new Logger({ serviceName: 'ingest-scans' });
const metrics = new Metrics({ namespace: 'Shelflog', serviceName: 'ingest-scans' });
const heard = readerHeard(metrics);
const ports = ingestStores({
  client: createDynamoDbClient(),
  tables: { control: env.CONTROL_TABLE },
  bus: { eventBridge: createEventBridgeClient(), name: env.EVENT_BUS },
  quarantine: { s3: createS3Client(), name: env.QUARANTINE_BUCKET },
});

/** Takes in one MQTT message. A fault is thrown: Lambda tries the message twice more, then parks it. */
export const handler = withFaultsLogged(logger, async (event: unknown): Promise<void> => {
  const message = toMqttMessage(event);
  const { quarantinedAs, ...ingested } = await ingestMessage(ports, message, env.LIBRARY_TIME_ZONE);
  heard(ingested.readerId, message.receivedAt);
  if (quarantinedAs === undefined) return;
  logger.warn('Quarantined', {
    ...ingested,
    topic: message.topic,
    clientId: message.clientId,
    quarantinedAs,
  });
  metrics.addMetric('MessageQuarantined', MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
});
