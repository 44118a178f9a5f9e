import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

/** A client that gives up on a dead connection soon enough to try again within a request. */
export const createSqsClient = (config: SQSClientConfig = {}): SQSClient =>
  new SQSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
    ...config,
  });
