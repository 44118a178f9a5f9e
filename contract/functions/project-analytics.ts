import type { FunctionContract } from '../function-contract';
import { READ_EVENT_STREAM, table } from '../grants';
import { PROJECTOR_COUNTS } from './projector';

export const projectAnalytics = {
  entry: 'handlers/project-analytics.ts',
  invokedBy: { kind: 'stream', table: 'events' },
  memoryMb: 512,
  timeoutSeconds: 120,
  calls: { attempts: 2, inSequence: 100 },
  env: [
    'STAGE',
    'LIBRARY_TIME_ZONE',
    'REPEAT_WINDOW_SECONDS',
    'EVENTS_TABLE',
    'ANALYTICS_TABLE',
    'CONTROL_TABLE',
  ],
  grants: [
    ...READ_EVENT_STREAM,
    { on: table('events'), actions: ['dynamodb:Query'] },
    {
      on: table('analytics'),
      actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    },
    { on: table('control'), actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
  ],
  counts: PROJECTOR_COUNTS,
  failuresAllowed: 5,
} as const satisfies FunctionContract;
