import { Logger } from '@aws-lambda-powertools/logger';
import { readersTable } from '../adapters/dynamodb/control/readers-table';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createEventBridgeClient } from '../adapters/eventbridge/eventbridge-client';
import { scanBus } from '../adapters/eventbridge/scan-bus';
import { quarantineBucket } from '../adapters/s3/quarantine-bucket';
import { createS3Client } from '../adapters/s3/s3-client';
import { ingestMessage } from '../app/intake/ingest-message';
import { readSettings } from '../contract/settings';
import { functionMetrics } from './lib/function-metrics';
import { toMqttMessage } from './lib/iot-message';
import { readerHeard } from './lib/reader-heard';
import { withFaultsLogged } from './lib/with-faults-logged';

const settings = readSettings('ingest-scans', process.env);
const logger = new Logger({ serviceName: 'ingest-scans' });
const metrics = functionMetrics('ingest-scans');
const heard = readerHeard((readerId) => metrics.countReader('ReaderHeard', readerId));
const ports = {
  quarantine: quarantineBucket(createS3Client(), settings.buckets.quarantine),
  bus: scanBus(createEventBridgeClient(), settings.eventBus),
  readers: readersTable(createDynamoDbClient(), settings.tables.control),
};

/** Takes in one MQTT message. A fault is thrown: Lambda tries the message twice more, then parks it. */
export const handler = withFaultsLogged(logger, async (event: unknown): Promise<void> => {
  const message = toMqttMessage(event);
  const { quarantinedAs, ...ingested } = await ingestMessage(ports, message, settings.timeZone);
  heard(ingested.readerId, message.receivedAt);
  if (quarantinedAs === undefined) return;
  logger.warn('Quarantined', {
    ...ingested,
    topic: message.topic,
    clientId: message.clientId,
    quarantinedAs,
  });
  metrics.count('MessageQuarantined');
});
