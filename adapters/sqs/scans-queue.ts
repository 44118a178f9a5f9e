import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Sends a bus event, as JSON, to the queue that append-events reads. */
export function scansQueue(client: SQSClient, queueUrl: string) {
  return async (body: string): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  };
}
