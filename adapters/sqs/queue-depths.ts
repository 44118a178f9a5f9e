import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { Depths } from '../../app/queries/ports';

const COUNTED = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
const count = z.coerce.number().int().nonnegative();

/** How many messages wait or are being looked at in each queue, about. */
export function queueDepths(client: SQSClient, urls: ReadonlyMap<string, string>): Depths {
  const depthOf = async (QueueUrl: string) => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTED] }),
    );
    return COUNTED.reduce((sum, name) => sum + count.parse(Attributes?.[name] ?? 0), 0);
  };
  return {
    async read() {
      return Object.fromEntries(
        await Promise.all([...urls].map(async ([place, url]) => [place, await depthOf(url)] as const)),
      );
    },
  };
}
