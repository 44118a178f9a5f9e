import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { retryInTime } from '../requests/retry-in-time';

/** A client for AWS, and for a stand-in where an endpoint is given or named by the environment: there buckets
 *  are paths, and no checksum is sent that the stand-in would store as part of the body. */
export function createS3Client(config: S3ClientConfig = {}): S3Client {
  const elsewhere = config.endpoint ?? process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
  const client = new S3Client({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 60_000 },
    ...(elsewhere !== undefined && {
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
    ...config,
  });
  retryInTime(client);
  return client;
}
