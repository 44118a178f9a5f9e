import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { InvocationResult } from '../lambda/worker';
import { pause } from '../lib/pause';
import { messageOf, type Observe } from '../lib/stack-activity';
import type { FunctionModel, MappingModel, QueueModel } from '../model/stack-model';
import { batchVerdict } from './batch-response';
import type { EventSourceMapping } from './stream-mapping';

export type QueueMappingOptions = {
  readonly mapping: MappingModel;
  readonly fn: FunctionModel;
  readonly queue: QueueModel;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** From a first message to reading what has come with it. */
  readonly gatherMs: number;
  /** How many batches run at once. */
  readonly concurrency: number;
  readonly invoke: (functionName: string, payload: string) => Promise<InvocationResult>;
  /** Makes a failed message visible again after so many seconds; without it, its visibility timeout decides. */
  readonly comeBackIn?: (receiptHandle: string, seconds: number) => void;
  readonly observe: Observe;
};

const LONG_POLL_SECONDS = 20;
const MOST_AT_ONCE = 10;
const TROUBLE_PAUSE_MS = 500;
const FRESH_MS = 2_000;

type Poll = QueueMappingOptions & {
  readonly client: SQSClient;
  readonly signal: AbortSignal;
  readonly lag: { ms: number; at: number };
};
type ReceivedMessage = Message & { MessageId: string; ReceiptHandle: string };

/** Brings a queue's messages to a function: what it answers for is deleted, what fails comes back after its
 *  visibility timeout until the queue's redrive policy takes it. Delivery: at least once, in no order. */
export function startQueueMapping(options: QueueMappingOptions): EventSourceMapping {
  const stop = new AbortController();
  const { endpoint, region, credentials } = options;
  const client = new SQSClient({ endpoint, region, credentials });
  const lag = { ms: 0, at: 0 };
  const poll: Poll = { ...options, client, signal: stop.signal, lag };
  const loops = Array.from({ length: Math.max(1, options.concurrency) }, () => pollQueue(poll));
  return {
    wake: () => {},
    // A long poll that waits says nothing for 20 s: then there is nothing to lag behind.
    lagMs: () => (Date.now() - lag.at < FRESH_MS ? lag.ms : 0),
    close: async () => {
      stop.abort();
      await Promise.all(loops);
      client.destroy();
    },
  };
}

async function pollQueue(poll: Poll): Promise<void> {
  while (!poll.signal.aborted) {
    try {
      const batch = await gatherBatch(poll);
      if (batch.length > 0) await processMessages(batch, poll);
    } catch (error) {
      if (poll.signal.aborted) return;
      const part = `queue ${poll.queue.name}`;
      poll.observe({ kind: 'trouble', part, message: messageOf(error) });
      await pause(TROUBLE_PAUSE_MS, poll.signal);
    }
  }
}

/** What is there at once, or what comes within the batching window, up to the batch size. */
async function gatherBatch(poll: Poll): Promise<readonly ReceivedMessage[]> {
  const { batchSize, windowSeconds } = poll.mapping;
  const batch = await receive(poll, batchSize, LONG_POLL_SECONDS);
  if (batch.length > 0 && batch.length < batchSize) {
    await pause(poll.gatherMs, poll.signal);
    batch.push(...(await receive(poll, batchSize - batch.length, 0)));
  }
  const until = Date.now() + windowSeconds * 1000;
  while (batch.length > 0 && batch.length < batchSize && Date.now() < until && !poll.signal.aborted) {
    batch.push(...(await receive(poll, batchSize - batch.length, 1)));
  }
  return batch;
}

async function receive(poll: Poll, max: number, waitSeconds: number): Promise<ReceivedMessage[]> {
  const { Messages = [] } = await poll.client.send(
    new ReceiveMessageCommand({
      QueueUrl: poll.queue.url,
      MaxNumberOfMessages: Math.min(MOST_AT_ONCE, max),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
    { abortSignal: poll.signal },
  );
  return Messages.flatMap((message) => {
    const { MessageId, ReceiptHandle } = message;
    return MessageId && ReceiptHandle ? [{ ...message, MessageId, ReceiptHandle }] : [];
  });
}

async function processMessages(batch: readonly ReceivedMessage[], poll: Poll): Promise<void> {
  const payload = JSON.stringify({ Records: batch.map((message) => toLambdaMessage(message, poll)) });
  const result = await poll.invoke(poll.fn.name, payload);
  const failed = failedIds(batch, result, poll.mapping.partialResponses);
  await deleteAll(
    batch.filter(({ MessageId }) => !failed.has(MessageId)),
    poll,
  );
  for (const message of batch.filter(({ MessageId }) => failed.has(MessageId))) {
    const receiveCount = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
    const seconds = Math.min(poll.queue.visibilityTimeoutSeconds, 2 ** receiveCount);
    poll.comeBackIn?.(message.ReceiptHandle, seconds);
  }
  const sentAt = Math.min(...batch.map(({ Attributes }) => Number(Attributes?.SentTimestamp ?? Date.now())));
  poll.lag.at = Date.now();
  poll.lag.ms = poll.lag.at - sentAt;
  poll.observe({
    kind: 'batch-done',
    functionName: poll.fn.name,
    source: poll.queue.arn,
    recordCount: batch.length - failed.size,
    lagMs: poll.lag.ms,
  });
}

function failedIds(
  batch: readonly ReceivedMessage[],
  result: InvocationResult,
  partialResponses: boolean,
): ReadonlySet<string> {
  const ids = batch.map(({ MessageId }) => MessageId);
  if (!result.ok) return new Set(ids);
  if (!partialResponses) return new Set();
  const verdict = batchVerdict(result.payload, ids);
  if (verdict.kind === 'failed') return verdict.ids;
  return verdict.kind === 'done' ? new Set() : new Set(ids);
}

async function deleteAll(messages: readonly ReceivedMessage[], poll: Poll): Promise<void> {
  for (let at = 0; at < messages.length; at += MOST_AT_ONCE) {
    const Entries = messages
      .slice(at, at + MOST_AT_ONCE)
      .map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    // What is not deleted comes again; the function must bear it anyway.
    await poll.client.send(new DeleteMessageBatchCommand({ QueueUrl: poll.queue.url, Entries }));
  }
}

function toLambdaMessage(message: ReceivedMessage, { queue, region }: Poll): Record<string, unknown> {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body ?? '',
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
        name,
        { stringValue: value.StringValue, dataType: value.DataType },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}
