import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Counts how many calls of a client are made one after another: one more than the longest chain of those that had
 *  ended when it began. */
export function longestChain(client: DynamoDBClient) {
  let ended = 0;
  let calls = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const place = ended + 1;
      calls += 1;
      try {
        return await next(args);
      } finally {
        ended = Math.max(ended, place);
      }
    },
    { step: 'initialize', name: 'longestChain', priority: 'high', override: true },
  );
  return {
    /** The longest chain of the work, and how many calls there were in all. */
    async of(work: () => Promise<unknown>): Promise<{ inSequence: number; calls: number }> {
      ended = 0;
      calls = 0;
      await work();
      return { inSequence: ended, calls };
    },
  };
}
