import type { FunctionContract } from '../function-contract';
import { objects, READ_SCANS_QUEUE, table } from '../grants';

export const appendEvents = {
  entry: 'handlers/append-events.ts',
  invokedBy: {
    kind: 'queue',
    queue: 'scans',
    // Lambda would go on to a thousand at once and starve the rest of the account.
    concurrency: 20,
    undelivered: 'scans-rule',
    undeliveredWords: {
      alarm: 'Scans did not reach their queue within a day',
      parked: 'bus events that did not reach the queue of scans',
    },
  },
  memoryMb: 256,
  timeoutSeconds: 60,
  calls: { attempts: 3, inSequence: 12 },
  env: ['STAGE', 'EVENTS_TABLE', 'CONTROL_TABLE', 'QUARANTINE_BUCKET'],
  grants: [
    ...READ_SCANS_QUEUE,
    { on: table('events'), actions: ['dynamodb:PartiQLInsert', 'dynamodb:GetItem'] },
    // The days on which something is recorded are noted; once it is asked whether there was anything before.
    { on: table('control'), actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
    { on: table('events'), actions: ['dynamodb:Scan'] },
    { on: objects('quarantine', 'quarantine/*'), actions: ['s3:PutObject'] },
  ],
  counts: {
    ScanConflict: 'A scan came again with other content. It is kept whole: shelflog quarantine list.',
  },
  failuresAllowed: 5,
  failures: {
    alarm: 'Scans could not be recorded after five tries',
    parked: 'bus events that append-events failed on',
  },
} as const satisfies FunctionContract;
