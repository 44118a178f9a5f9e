import type { FunctionContract } from '../function-contract';
import { bucket, index, queue, table } from '../grants';
import { WHOLE_LIBRARY } from '../variables';

/** Answers questions, and may change nothing. */
export const api = {
  entry: 'handlers/api.ts',
  invokedBy: {
    kind: 'http',
    routes: [
      { id: 'v1', key: 'ANY /v1/{proxy+}' },
      { id: 'openapi', key: 'GET /openapi.json', open: true },
    ],
  },
  memoryMb: 512,
  timeoutSeconds: 29,
  calls: { attempts: 3, inSequence: 8 },
  env: [...WHOLE_LIBRARY, 'LOW_STOCK', 'QUARANTINE_BUCKET', 'DEAD_LETTER_QUEUES'],
  grants: [
    { on: table('events'), actions: ['dynamodb:Query'] },
    { on: index('events', 'byRecorded'), actions: ['dynamodb:Query'] },
    {
      on: table('inventory'),
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
    },
    { on: index('inventory', 'byTag'), actions: ['dynamodb:Query'] },
    { on: index('inventory', 'byBook'), actions: ['dynamodb:Query'] },
    { on: index('inventory', 'byStatus'), actions: ['dynamodb:Query'] },
    { on: index('inventory', 'byLoanDay'), actions: ['dynamodb:Query'] },
    { on: table('stock'), actions: ['dynamodb:GetItem', 'dynamodb:Query'] },
    { on: table('analytics'), actions: ['dynamodb:BatchGetItem', 'dynamodb:Query'] },
    { on: table('control'), actions: ['dynamodb:GetItem', 'dynamodb:Query'] },
    { on: bucket('quarantine'), actions: ['s3:ListBucket'] },
    { on: queue('dead-letters'), actions: ['sqs:GetQueueAttributes'] },
  ],
  failuresAllowed: 5,
} as const satisfies FunctionContract;
