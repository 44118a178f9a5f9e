import { z } from 'zod';
import type { AwsEnvironment } from '../model/aws-environment';
import { type Access, UnknownCall } from './access';

/** A batch needs the permission of the single call. */
const ACTIONS: Readonly<Record<string, string>> = {
  SendMessage: 'SendMessage',
  SendMessageBatch: 'SendMessage',
  ReceiveMessage: 'ReceiveMessage',
  DeleteMessage: 'DeleteMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibility: 'ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  GetQueueAttributes: 'GetQueueAttributes',
  SetQueueAttributes: 'SetQueueAttributes',
  PurgeQueue: 'PurgeQueue',
  GetQueueUrl: 'GetQueueUrl',
};

const INPUT = z.union([
  z.object({ QueueUrl: z.string() }).transform(({ QueueUrl }) => QueueUrl.split('/').at(-1) ?? ''),
  z.object({ QueueName: z.string() }).transform(({ QueueName }) => QueueName),
]);

/** The permissions that a call of SQS needs. Errors: UnknownCall for an operation that is not known. */
export function sqsAccess(
  { operation, body }: { readonly operation: string; readonly body: Buffer },
  { region, accountId }: AwsEnvironment,
): Access[] {
  if (operation === 'ListQueues') return [{ action: 'sqs:ListQueues', resource: '*' }];
  const action = Object.hasOwn(ACTIONS, operation) ? ACTIONS[operation] : undefined;
  const queue = INPUT.safeParse(JSON.parse(body.toString() || '{}'));
  if (action === undefined || !queue.success) {
    throw new UnknownCall(`Nobody can tell which permission SQS's ${operation} needs.`);
  }
  return [{ action: `sqs:${action}`, resource: `arn:aws:sqs:${region}:${accountId}:${queue.data}` }];
}
