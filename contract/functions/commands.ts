import type { FunctionContract } from '../function-contract';
import { index, table } from '../grants';
import { WHOLE_LIBRARY } from '../variables';

/** Takes commands, apart from questions: however many of those are asked, its place stays free. */
export const commands = {
  entry: 'handlers/commands.ts',
  invokedBy: {
    kind: 'http',
    routes: [
      { id: 'post', key: 'POST /v1/{proxy+}' },
      { id: 'patch', key: 'PATCH /v1/{proxy+}' },
    ],
  },
  memoryMb: 512,
  timeoutSeconds: 29,
  calls: { attempts: 3, inSequence: 8 },
  concurrency: 10,
  env: WHOLE_LIBRARY,
  grants: [
    {
      on: table('events'),
      actions: ['dynamodb:PartiQLInsert', 'dynamodb:Query', 'dynamodb:GetItem'],
    },
    // As append-events does, where the first event of all is a command.
    { on: table('events'), actions: ['dynamodb:Scan'] },
    // A book is withdrawn once none of its tags is a copy.
    { on: index('inventory', 'byBook'), actions: ['dynamodb:Query'] },
    { on: table('control'), actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] },
  ],
  failuresAllowed: 5,
} as const satisfies FunctionContract;
