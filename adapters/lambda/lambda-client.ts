import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';

/** A client that waits as long as the longest function that is called with it may run. */
export const createLambdaClient = (config: LambdaClientConfig = {}): LambdaClient =>
  new LambdaClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 150_000 },
    ...config,
  });
