import type { FunctionContract } from '../function-contract';
import { index, objects, table } from '../grants';
import { schedule } from '../triggers';

export const exportSnapshots = {
  entry: 'handlers/export-snapshots.ts',
  invokedBy: schedule('export', { at: '21:00', zone: 'library', noun: 'export' }),
  memoryMb: 512,
  timeoutSeconds: 900,
  calls: { attempts: 5, inSequence: 'grows' },
  // Two would write the same files.
  concurrency: 1,
  env: [
    'STAGE',
    'LIBRARY_TIME_ZONE',
    'REPEAT_WINDOW_SECONDS',
    'EXPORTS_FROM',
    'EVENTS_TABLE',
    'INVENTORY_TABLE',
    'STOCK_TABLE',
    'ANALYTICS_TABLE',
    'CONTROL_TABLE',
    'EXPORTS_BUCKET',
  ],
  grants: [
    // Once, for the day on which files begin.
    { on: table('events'), actions: ['dynamodb:Scan'] },
    { on: table('inventory'), actions: ['dynamodb:BatchGetItem'] },
    { on: index('inventory', 'byLoanDay'), actions: ['dynamodb:Query'] },
    { on: index('inventory', 'byStatus'), actions: ['dynamodb:Query'] },
    { on: table('stock'), actions: ['dynamodb:Query'] },
    { on: table('analytics'), actions: ['dynamodb:Query'] },
    {
      on: table('control'),
      actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    },
    { on: objects('exports', '*'), actions: ['s3:PutObject'] },
    {
      on: objects('exports', '*'),
      actions: ['s3:AbortMultipartUpload'],
      unusedBecause: 'It ends a large upload that broke off; the files of test runs go in one request.',
    },
  ],
  failuresAllowed: 0,
  failures: {
    alarm: 'The daily export failed three times',
    parked: 'runs of the daily export that failed',
    missed: 'No export has succeeded for 26 hours: shelflog export writes the files now.',
  },
} as const satisfies FunctionContract;
