import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { leavesTimeFor, OutOfTime } from '../../app/lib/working-time';
import { waitBeforeRetryMs } from '../../contract/retries';

type Client = { readonly config: Pick<DynamoDBClient['config'], 'retryStrategy'> };

/** Has the client try a call again only where the longest wait before it ends in the time of the work. Otherwise the
 *  call fails with what it met last. */
export function retryInTime(client: Client): void {
  const strategyOf = client.config.retryStrategy;
  client.config.retryStrategy = async () => {
    const strategy = await strategyOf();
    if (!('refreshRetryTokenForRetry' in strategy)) return strategy;
    return {
      acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
      recordSuccess: (token) => strategy.recordSuccess(token),
      refreshRetryTokenForRetry(token, error) {
        if (!leavesTimeFor(waitBeforeRetryMs(token.getRetryCount()))) throw new OutOfTime('No time is left.');
        return strategy.refreshRetryTokenForRetry(token, error);
      },
    };
  };
}
