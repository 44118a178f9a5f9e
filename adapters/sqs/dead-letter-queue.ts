import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { ParkedMessages } from '../../app/redrive/parked-messages';
import { queueDepths } from './queue-depths';

/** What SQS gives and takes at once. */
const MOST_AT_ONCE = 10;
/** A short poll asks only some of SQS's servers and may miss what is there. */
const WAIT_SECONDS = 1;
const HIDDEN_SECONDS = 120;

const received = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  Attributes: z.object({ SentTimestamp: z.coerce.number() }),
});

/** A dead-letter queue. What is taken from it is hidden from others for two minutes, or until it is released. */
export function deadLetterQueue(client: SQSClient, queueUrl: string): ParkedMessages {
  const handles = new Map<string, string>();
  const receive = async () => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: MOST_AT_ONCE,
        WaitTimeSeconds: WAIT_SECONDS,
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    return Messages.map((message) => received.parse(message));
  };
  return {
    async count() {
      const { depth = 0 } = await queueDepths(client, new Map([['depth', queueUrl]])).read();
      return depth;
    },

    async *take(before) {
      for (;;) {
        const messages = await receive();
        const fresh = messages.filter(
          ({ MessageId, Attributes }) =>
            !handles.has(MessageId) && Attributes.SentTimestamp < Date.parse(before),
        );
        for (const { MessageId, ReceiptHandle } of messages) handles.set(MessageId, ReceiptHandle);
        if (fresh.length === 0) return;
        for (const { MessageId, Body, Attributes } of fresh) {
          yield {
            id: MessageId,
            body: Body,
            parkedAt: new Date(Attributes.SentTimestamp).toISOString(),
          };
        }
      }
    },

    async remove({ id }) {
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: handles.get(id) }));
      handles.delete(id);
    },

    async release() {
      const held = [...handles.values()];
      handles.clear();
      for (let at = 0; at < held.length; at += MOST_AT_ONCE) {
        const Entries = held
          .slice(at, at + MOST_AT_ONCE)
          .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 }));
        // An entry that fails is visible again already, or will be in two minutes.
        await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      }
    },
  };
}
