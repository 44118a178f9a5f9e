import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { pause } from '../lib/pause';
import { messageOf, type Observe } from '../lib/stack-activity';
import type { QueueModel } from '../model/stack-model';
import { credentialsOf } from './access-keys';

export type FailureToKeep = {
  /** In whose name the destination is written, as on AWS. */
  readonly functionName: string;
  readonly destinationArn: string;
  readonly body: string;
  /** Where and what is written if the destination is a bucket. */
  readonly objectKey: string;
  readonly objectBody: () => string;
  readonly signal: AbortSignal;
};

/** What Lambda, Scheduler and the topic rules write elsewhere when something has failed for good. */
export type FailureDestinations = {
  /** Resolves when the destination has it, trying for ever; rejects only when `signal` aborts. */
  keep(failure: FailureToKeep): Promise<void>;
  /** Errors: rejects if the queue does not take it. */
  sendMessage(principal: string, queueArn: string, body: string): Promise<void>;
  /** Errors: rejects if the bucket does not take it. */
  putObject(principal: string, bucket: string, key: string, body: string): Promise<void>;
  close(): void;
};

const RETRY_MS = 1_000;
const BUCKET_ARN = 'arn:aws:s3:::';

/** Destinations behind the gateway. */
export function failureDestinations(options: {
  readonly endpoint: string;
  readonly region: string;
  readonly queues: readonly QueueModel[];
  readonly observe: Observe;
}): FailureDestinations {
  const clients = new Map<string, { readonly s3: S3Client; readonly sqs: SQSClient }>();
  const clientsOf = (principal: string) => {
    const known = clients.get(principal);
    if (known) return known;
    const config = {
      endpoint: options.endpoint,
      region: options.region,
      credentials: credentialsOf(principal),
    };
    const made = {
      s3: new S3Client({ ...config, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' }),
      sqs: new SQSClient(config),
    };
    clients.set(principal, made);
    return made;
  };
  const sendMessage = async (principal: string, queueArn: string, body: string) => {
    const queue = options.queues.find(({ arn }) => arn === queueArn);
    if (!queue) throw new Error(`The stack has no queue ${queueArn}.`);
    await clientsOf(principal).sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: body }));
  };
  const putObject = async (principal: string, Bucket: string, Key: string, Body: string) => {
    await clientsOf(principal).s3.send(
      new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }),
    );
  };
  return {
    sendMessage,
    putObject,
    keep: async (failure) => {
      const { functionName, destinationArn, signal } = failure;
      for (;;) {
        signal.throwIfAborted();
        try {
          if (!destinationArn.startsWith(BUCKET_ARN)) {
            return await sendMessage(functionName, destinationArn, failure.body);
          }
          const bucket = destinationArn.slice(BUCKET_ARN.length);
          return await putObject(functionName, bucket, failure.objectKey, failure.objectBody());
        } catch (error) {
          options.observe({ kind: 'trouble', part: destinationArn, message: messageOf(error) });
          await pause(RETRY_MS, signal);
        }
      }
    },
    close: () => {
      for (const { s3, sqs } of clients.values()) {
        s3.destroy();
        sqs.destroy();
      }
    },
  };
}
