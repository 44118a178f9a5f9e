import { IoTClient, type IoTClientConfig } from '@aws-sdk/client-iot';

/** A client for AWS, and for a stand-in where an endpoint is given or named by the environment. */
export const createIotClient = (config: IoTClientConfig = {}): IoTClient =>
  new IoTClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 15_000 },
    ...config,
  });
