import { z } from 'zod';
import { AwsError } from '../gateway/aws-error';
import { MESSAGE_ATTRIBUTES } from './stored-message';

const QUEUE = z.object({ QueueUrl: z.string() });
const MESSAGE = z.object({
  MessageBody: z.string(),
  MessageAttributes: MESSAGE_ATTRIBUTES.optional(),
  DelaySeconds: z.literal(0).optional(),
});
const ENTRY_ID = z.object({ Id: z.string() });
const VISIBILITY_SECONDS = z.number().int().min(0).max(43_200);
const batch = <E extends z.ZodType>(entry: E) => QUEUE.extend({ Entries: z.array(entry).min(1).max(10) });

/** What each operation takes. Strict where a field unknown to us would change what is meant. */
export const SQS_INPUT = {
  SendMessage: QUEUE.extend(MESSAGE.shape).strict(),
  SendMessageBatch: batch(ENTRY_ID.extend(MESSAGE.shape).strict()),
  ReceiveMessage: QUEUE.extend({
    MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
    VisibilityTimeout: VISIBILITY_SECONDS.optional(),
    WaitTimeSeconds: z.number().int().min(0).max(20).default(0),
    AttributeNames: z.array(z.string()).default([]),
    MessageSystemAttributeNames: z.array(z.string()).default([]),
    MessageAttributeNames: z.array(z.string()).default([]),
  }).strict(),
  DeleteMessage: QUEUE.extend({ ReceiptHandle: z.string() }),
  DeleteMessageBatch: batch(ENTRY_ID.extend({ ReceiptHandle: z.string() })),
  ChangeMessageVisibility: QUEUE.extend({ ReceiptHandle: z.string(), VisibilityTimeout: VISIBILITY_SECONDS }),
  ChangeMessageVisibilityBatch: batch(
    ENTRY_ID.extend({ ReceiptHandle: z.string(), VisibilityTimeout: VISIBILITY_SECONDS }),
  ),
  GetQueueAttributes: QUEUE.extend({ AttributeNames: z.array(z.string()).default([]) }),
  GetQueueUrl: z.object({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() }),
  PurgeQueue: QUEUE,
} as const;

export type SqsInput<O extends keyof typeof SQS_INPUT> = z.infer<(typeof SQS_INPUT)[O]>;

/** SQS counts a message's body and attributes; this is the limit that Terraform's provider sets by default. */
const MAX_MESSAGE_BYTES = 262_144;

/** Errors: AwsError if the messages, alone or together, are too long. */
export function checkLengths(messages: readonly z.infer<typeof MESSAGE>[]): void {
  const bytes = messages.map(
    ({ MessageBody, MessageAttributes }) =>
      Buffer.byteLength(MessageBody) +
      Object.entries(MessageAttributes ?? {}).reduce(
        (sum, [name, value]) =>
          sum + Buffer.byteLength(name) + Buffer.byteLength(Object.values(value).join('')),
        0,
      ),
  );
  if (bytes.some((length) => length > MAX_MESSAGE_BYTES)) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_MESSAGE_BYTES} bytes.`,
    );
  }
  if (bytes.reduce((sum, length) => sum + length, 0) > MAX_MESSAGE_BYTES) {
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes.`,
      400,
      'AWS.SimpleQueueService.BatchRequestTooLong',
    );
  }
}
