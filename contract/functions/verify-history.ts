import type { FunctionContract } from '../function-contract';
import { index, table } from '../grants';
import { schedule } from '../triggers';
import { WHOLE_LIBRARY } from '../variables';

export const verifyHistory = {
  entry: 'handlers/verify-history.ts',
  // In the library's quiet hours, and not between two and three, which some nights have twice or not at all.
  invokedBy: schedule('verify', { at: '04:30', zone: 'library', noun: 'verification' }),
  memoryMb: 2048,
  timeoutSeconds: 900,
  calls: { attempts: 5, inSequence: 'grows' },
  diskMb: 4096,
  // Two would share a disk.
  concurrency: 1,
  env: WHOLE_LIBRARY,
  // It only reads, and notes what it found.
  grants: [
    { on: table('events'), actions: ['dynamodb:DescribeTable', 'dynamodb:Scan', 'dynamodb:Query'] },
    { on: index('events', 'byRecorded'), actions: ['dynamodb:Query'] },
    { on: table('inventory'), actions: ['dynamodb:Scan', 'dynamodb:Query'] },
    { on: index('inventory', 'byBook'), actions: ['dynamodb:Query'] },
    { on: table('stock'), actions: ['dynamodb:Scan', 'dynamodb:GetItem'] },
    {
      on: table('analytics'),
      actions: ['dynamodb:Scan', 'dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:BatchGetItem'],
    },
    { on: table('control'), actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'] },
  ],
  counts: {
    RowsDiffer: 'Rows that are served are not what history says. The log of verify-history names them.',
    Unfinished: 'History was too large to be verified in the time or on the disk of a function.',
  },
  failuresAllowed: 0,
  failures: {
    alarm: 'The daily verification failed three times',
    parked: 'nightly verifications that failed',
    missed: 'What is served has not been verified for 26 hours: shelflog verify does it now.',
  },
} as const satisfies FunctionContract;
