import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { retryInTime } from '../requests/retry-in-time';

/** A client that gives up on a dead connection soon enough to try again within an invocation. */
export function createEventBridgeClient(config: EventBridgeClientConfig = {}): EventBridgeClient {
  const client = new EventBridgeClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
    ...config,
  });
  retryInTime(client);
  return client;
}
