import type { FunctionContract } from '../function-contract';
import { bucket, index, objects, table } from '../grants';
import { schedule } from '../triggers';

export const sealDay = {
  entry: 'handlers/seal-day.ts',
  // A sealed day is one of UTC: it must not depend on a setting.
  invokedBy: schedule('seal', { at: '00:30', zone: 'UTC', noun: 'seal' }),
  memoryMb: 512,
  timeoutSeconds: 900,
  calls: { attempts: 5, inSequence: 'grows' },
  // Two would write the same files.
  concurrency: 1,
  env: ['STAGE', 'EVENTS_TABLE', 'LEDGER_BUCKET'],
  grants: [
    { on: index('events', 'byRecorded'), actions: ['dynamodb:Query'] },
    // Once, for the day on which a ledger begins.
    { on: table('events'), actions: ['dynamodb:Scan'] },
    { on: bucket('ledger'), actions: ['s3:ListBucket'] },
    { on: objects('ledger', '*'), actions: ['s3:GetObject', 's3:PutObject'] },
  ],
  failuresAllowed: 0,
  failures: {
    alarm: 'The daily seal failed three times, or found history changed',
    parked: 'nightly seals that failed',
    missed: 'No day has been sealed for 26 hours: shelflog audit seal does it now.',
  },
} as const satisfies FunctionContract;
