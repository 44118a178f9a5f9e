import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { limitInFlight } from '../../requests/limit-in-flight';
import { retryInTime } from '../../requests/retry-in-time';
import { limitReads } from './limit-reads';

/** A client that gives up on a dead connection soon enough to try again within an invocation, tries again only within
 *  the time of the work, and has few enough calls under way for each to be tried again.
 *  Region, credentials and endpoint come from the environment unless given. */
export function createDynamoDbClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  const client = new DynamoDBClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
    ...config,
  });
  // It copies every answer for a log that nobody has asked for: a quarter of the time of a scan.
  client.middlewareStack.remove('loggerMiddleware');
  limitInFlight(client);
  limitReads(client);
  retryInTime(client);
  return client;
}
