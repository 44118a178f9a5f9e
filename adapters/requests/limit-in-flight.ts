import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CALLS_IN_FLIGHT } from '../../contract/retries';

type Client = Pick<DynamoDBClient, 'middlewareStack'>;

/** Has so many calls of the client be on their way at a time, their waits for another try with it. The others wait in
 *  their order: more at once would use up the retries that all have together. */
export function limitInFlight(client: Client, limit: number = CALLS_IN_FLIGHT): void {
  let free = limit;
  const waiting: (() => void)[] = [];
  const enter = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  client.middlewareStack.add(
    (next) => async (args) => {
      await enter();
      try {
        return await next(args);
      } finally {
        leave();
      }
    },
    { step: 'initialize', name: 'limitInFlight', priority: 'high' },
  );
}
