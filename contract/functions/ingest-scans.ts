import type { FunctionContract } from '../function-contract';
import { objects, table } from '../grants';

export const ingestScans = {
  entry: 'handlers/ingest-scans.ts',
  invokedBy: { kind: 'topicRule', rules: ['readerScans', 'seedScans', 'readerStatus'] },
  memoryMb: 256,
  timeoutSeconds: 30,
  calls: { attempts: 3, inSequence: 6 },
  env: ['STAGE', 'LIBRARY_TIME_ZONE', 'EVENT_BUS', 'QUARANTINE_BUCKET', 'CONTROL_TABLE'],
  grants: [
    { on: { kind: 'bus' }, actions: ['events:PutEvents'] },
    { on: objects('quarantine', 'quarantine/*'), actions: ['s3:PutObject'] },
    // What is known of readers; and how what is served reads the zone, for times without an offset.
    { on: table('control'), actions: ['dynamodb:UpdateItem', 'dynamodb:GetItem'] },
  ],
  counts: {
    MessageQuarantined: 'A message could not be understood. It is kept whole: shelflog quarantine list.',
  },
  countsReaders: { heard: 'ReaderHeard', ailing: 'ReaderAiling' },
  failuresAllowed: 5,
  failures: {
    alarm: 'Messages of readers could not be taken in after three tries',
    parked: 'MQTT messages that ingest-scans failed on',
  },
} as const satisfies FunctionContract;
