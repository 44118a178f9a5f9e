import { Logger } from '@aws-lambda-powertools/logger';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createEventBridgeClient } from '../adapters/eventbridge/eventbridge-client';
import { createS3Client } from '../adapters/s3/s3-client';
import { ingestMessage } from '../app/intake/ingest-message';
import { readSettings } from '../contract/settings';
import { TOPICS } from '../contract/topics';
import { servedZone } from '../wiring/generations';
import { ingestStores } from '../wiring/ingest-stores';
import { functionMetrics } from './lib/function-metrics';
import { inTime, triesOf } from './lib/in-time';
import { toMqttMessage } from './lib/iot-message';
import { seldomForReader } from './lib/seldom-for-reader';
import { withFaultsLogged } from './lib/with-faults-logged';
import { zoneWatch } from './lib/zone-watch';

const settings = readSettings('ingest-scans', process.env);
const logger = new Logger({ serviceName: 'ingest-scans' });
const metrics = functionMetrics('ingest-scans');
const heard = seldomForReader((readerId) => metrics.countReader('ReaderHeard', readerId));
const ails = seldomForReader((readerId, ailments: readonly string[]) => {
  logger.warn('A reader is ailing', { readerId, ailments });
  metrics.countReader('ReaderAiling', readerId);
});
const library = { client: createDynamoDbClient(triesOf('ingest-scans')), tables: settings.tables };
const watchZone = zoneWatch({
  servedZone: () => servedZone(library),
  warn: (zoneDifference) =>
    logger.warn("Zone rules differ from those of what is served: the old system's times are read by ours", {
      zoneDifference,
    }),
});
const ports = ingestStores({
  ...library,
  bus: { eventBridge: createEventBridgeClient(triesOf('ingest-scans')), name: settings.eventBus },
  quarantine: { s3: createS3Client(triesOf('ingest-scans')), name: settings.buckets.quarantine },
});

/** Takes in one MQTT message. A fault is thrown: Lambda tries the message twice more, then parks it. */
export const handler = inTime(
  'ingest-scans',
  withFaultsLogged(logger, async (event: unknown): Promise<void> => {
    const message = toMqttMessage(event);
    const { quarantinedAs, ailments, ...ingested } = await ingestMessage(ports, message, settings.timeZone);
    heard(ingested.readerId, message.receivedAt);
    if (ailments) ails(ingested.readerId, message.receivedAt, ailments);
    if (message.topic === TOPICS.seedScans) await watchZone(message.receivedAt);
    if (quarantinedAs === undefined) return;
    logger.warn('Quarantined', {
      ...ingested,
      topic: message.topic,
      clientId: message.clientId,
      quarantinedAs,
    });
    metrics.count('MessageQuarantined');
  }),
);
