import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { JsonCall, JsonService } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import { jsonOperation, jsonService } from '../gateway/json-operation';
import type { MessageQueue, ReceivedMessage } from './message-queue';
import type { Queues } from './queues';
import { checkLengths, SQS_INPUT, type SqsInput } from './sqs-input';

/** SQS over its JSON protocol, as far as the stack and its tools use it. */
export function serveSqs(queues: Queues): JsonService {
  const queueOf = (urlOrName: string) => {
    const queue = queues.byName(urlOrName.slice(urlOrName.lastIndexOf('/') + 1));
    if (queue === undefined) throw noSuchQueue();
    return queue;
  };
  return jsonService('SQS', { ...sending(queueOf), ...receiving(queueOf), ...describing(queueOf) });
}

type QueueOf = (urlOrName: string) => MessageQueue;

const operation = <S extends z.ZodType>(
  input: S,
  run: (input: z.infer<S>, call: JsonCall, signal: AbortSignal) => Promise<unknown>,
) => jsonOperation(input, run, 'InvalidParameterValue');

function sending(queueOf: QueueOf) {
  const send = async (
    queue: MessageQueue,
    senderId: string,
    { MessageBody, MessageAttributes }: Pick<SqsInput<'SendMessage'>, 'MessageBody' | 'MessageAttributes'>,
  ) => {
    const id = randomUUID();
    const attributes = MessageAttributes && { attributes: MessageAttributes };
    await queue.send({ id, body: MessageBody, senderId, ...attributes });
    return { MessageId: id, MD5OfMessageBody: md5(MessageBody) };
  };
  return {
    SendMessage: operation(SQS_INPUT.SendMessage, async (input, call) => {
      checkLengths([input]);
      return await send(queueOf(input.QueueUrl), call.accessKeyId, input);
    }),
    SendMessageBatch: operation(SQS_INPUT.SendMessageBatch, async (input, call) => {
      const queue = queueOf(input.QueueUrl);
      checkLengths(input.Entries);
      return await eachEntry(input.Entries, (entry) => send(queue, call.accessKeyId, entry));
    }),
  };
}

function receiving(queueOf: QueueOf) {
  const remove = async (queue: MessageQueue, handle: string) => {
    if (!(await queue.delete(handle))) throw badHandle();
    return {};
  };
  const changeVisibility = async (queue: MessageQueue, handle: string, seconds: number) => {
    if (!queue.changeVisibility(handle, seconds)) throw notInFlight();
    return {};
  };
  return {
    ReceiveMessage: operation(SQS_INPUT.ReceiveMessage, async (input, _call, signal) => {
      const messages = await queueOf(input.QueueUrl).receive(
        input.MaxNumberOfMessages,
        input.WaitTimeSeconds * 1000,
        {
          signal,
          ...(input.VisibilityTimeout !== undefined && { visibilitySeconds: input.VisibilityTimeout }),
        },
      );
      return messages.length === 0 ? {} : { Messages: messages.map((message) => toWire(message, input)) };
    }),
    DeleteMessage: operation(SQS_INPUT.DeleteMessage, async (input) =>
      remove(queueOf(input.QueueUrl), input.ReceiptHandle),
    ),
    DeleteMessageBatch: operation(SQS_INPUT.DeleteMessageBatch, async (input) => {
      const queue = queueOf(input.QueueUrl);
      return await eachEntry(input.Entries, (entry) => remove(queue, entry.ReceiptHandle));
    }),
    ChangeMessageVisibility: operation(SQS_INPUT.ChangeMessageVisibility, async (input) =>
      changeVisibility(queueOf(input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout),
    ),
    ChangeMessageVisibilityBatch: operation(SQS_INPUT.ChangeMessageVisibilityBatch, async (input) => {
      const queue = queueOf(input.QueueUrl);
      return await eachEntry(input.Entries, (entry) =>
        changeVisibility(queue, entry.ReceiptHandle, entry.VisibilityTimeout),
      );
    }),
  };
}

function describing(queueOf: QueueOf) {
  return {
    GetQueueAttributes: operation(SQS_INPUT.GetQueueAttributes, async (input) => ({
      Attributes: pick(queueAttributes(queueOf(input.QueueUrl)), input.AttributeNames),
    })),
    GetQueueUrl: operation(SQS_INPUT.GetQueueUrl, async (input) => ({
      QueueUrl: queueOf(input.QueueName).model.url,
    })),
    PurgeQueue: operation(SQS_INPUT.PurgeQueue, async (input) => {
      await queueOf(input.QueueUrl).purge();
      return {};
    }),
  };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const noSuchQueue = () =>
  new AwsError(
    'QueueDoesNotExist',
    'The specified queue does not exist.',
    400,
    'AWS.SimpleQueueService.NonExistentQueue',
  );
const badHandle = () =>
  new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is not a valid receipt handle.');
const notInFlight = () =>
  new AwsError(
    'MessageNotInflight',
    'The specified message is not in flight.',
    400,
    'AWS.SimpleQueueService.MessageNotInflight',
  );

/** Runs a batch; what AWS would refuse of it is reported by entry, any other error fails the whole call. */
async function eachEntry<E extends { readonly Id: string }>(
  entries: readonly E[],
  run: (entry: E) => Promise<object>,
): Promise<{ Successful: object[]; Failed: object[] }> {
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
  const results = await Promise.all(
    entries.map(async (entry) => {
      try {
        return { ok: true, Id: entry.Id, ...(await run(entry)) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { ok: false, Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true };
      }
    }),
  );
  const named = (ok: boolean) => results.filter((one) => one.ok === ok).map(({ ok: _, ...rest }) => rest);
  return { Successful: named(true), Failed: named(false) };
}

function toWire(message: ReceivedMessage, input: SqsInput<'ReceiveMessage'>): object {
  const system = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.deadLetterSourceArn && { DeadLetterQueueSourceArn: message.deadLetterSourceArn }),
  };
  const attributes = pick(system, [...input.AttributeNames, ...input.MessageSystemAttributeNames]);
  const own = pick(message.attributes ?? {}, input.MessageAttributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(Object.keys(own).length > 0 && { MessageAttributes: own }),
  };
}

function queueAttributes(queue: MessageQueue): Record<string, string> {
  const { model } = queue;
  const { visible, inFlight } = queue.counts();
  return {
    QueueArn: model.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: '0',
    VisibilityTimeout: String(model.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(model.retentionSeconds),
    ...(model.redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: model.redrive.deadLetterArn,
        maxReceiveCount: model.redrive.maxReceiveCount,
      }),
    }),
  };
}

function pick<V>(all: Readonly<Record<string, V>>, names: readonly string[]): Record<string, V> {
  const everything = names.includes('All') || names.includes('.*');
  return Object.fromEntries(Object.entries(all).filter(([name]) => everything || names.includes(name)));
}
