import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { fromItem } from '../../app/events/event-codec';
import type { Quarantined } from '../../app/intake/quarantine';
import { quarantinedSchema } from '../../app/intake/quarantine';
import type { MqttMessage } from '../../app/intake/scan-message';
import type { LibraryEvent } from '../../domain/events';
import { startTestDynamoDb } from './dynamodb';
import { createOnlyBucket, startFakeAws } from './fake-aws';

/** The two functions that take scans in, with their real adapters: on a real DynamoDB engine, a bucket that
 *  only creates, and a bus whose events wait in `queue` until `drain`. */
export async function startIngestFixture() {
  const db = await startTestDynamoDb();
  const bucket = createOnlyBucket();
  const s3 = await startFakeAws(bucket.answer);
  const queue: string[] = [];
  const bus = await startFakeAws(({ body }) => {
    const Entries = (
      JSON.parse(body).Entries as { Source: string; DetailType: string; Detail: string }[]
    ).map(({ Source, DetailType, Detail }) => {
      const event = { version: '0', source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) };
      return { EventId: `e${queue.push(JSON.stringify(event))}` };
    });
    return { body: JSON.stringify({ FailedEntryCount: 0, Entries }) };
  });
  const environment = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: db.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.endpoint,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    STAGE: 'test',
    LIBRARY_TIME_ZONE: 'Europe/Berlin',
    EVENT_BUS: 'shelflog-test',
    QUARANTINE_BUCKET: 'quarantine',
    CONTROL_TABLE: db.tables.control,
    EVENTS_TABLE: db.tables.events,
  };
  const before = { ...process.env };
  Object.assign(process.env, environment);
  const { ingest, append } = loadHandlers();

  return {
    invokeIngest: ingest,
    /** As the topic rule invokes: its SQL selects these fields. */
    receive: ({ topic, clientId, receivedAt, payload }: MqttMessage) =>
      ingest({
        topic,
        clientId,
        receivedAt: Date.parse(receivedAt),
        payload: Buffer.from(payload).toString('base64'),
      }),
    /** As the queue's mapping invokes, ten messages at a time. Answers the bodies that failed. */
    drain: async () => {
      const failed: string[] = [];
      while (queue.length > 0) {
        const bodies = queue.splice(0, 10);
        const Records = bodies.map((body, n) => sqsRecord(String(n), body));
        const { batchItemFailures } = await append({ Records });
        failed.push(...batchItemFailures.map(({ itemIdentifier }) => bodies[Number(itemIdentifier)] ?? ''));
      }
      return failed;
    },
    events: async (): Promise<LibraryEvent[]> => {
      const events: LibraryEvent[] = [];
      for await (const { Items = [] } of paginateScan(
        { client: db.client },
        { TableName: db.tables.events },
      )) {
        events.push(...Items.map((item) => fromItem(unmarshall(item))));
      }
      return events;
    },
    quarantined: (): Quarantined[] =>
      [...bucket.objects.values()].map((text) => quarantinedSchema.parse(JSON.parse(text))),
    forgetQuarantine: () => bucket.objects.clear(),
    stop: async () => {
      process.env = before;
      await Promise.all([db.stop(), s3.stop(), bus.stop()]);
    },
  };
}

/** Only now, for they read their environment when they are loaded. */
function loadHandlers() {
  const {
    handler: ingest,
  }: typeof import('../../handlers/ingest-scans') = require('../../handlers/ingest-scans');
  const {
    handler: append,
  }: typeof import('../../handlers/append-events') = require('../../handlers/append-events');
  return { ingest, append };
}

function sqsRecord(messageId: string, body: string): SQSRecord {
  return {
    messageId,
    body,
    receiptHandle: '',
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:shelflog-test-scans',
    awsRegion: 'eu-central-1',
  };
}
