import { randomUUID } from 'node:crypto';
import type { Discard, StreamItem } from './stream-batch';

/** What Lambda sends to a stream mapping's on-failure destination. It holds no records; an S3 destination
 *  gets them added as `payload`, the invocation's event as JSON text.
 *  Source: Lambda developer guide, "Example invocation record" for DynamoDB streams. */
export function streamFailureRecord(failure: {
  readonly discarded: Discard<StreamItem>;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly shardId: string;
  readonly now: number;
}): Record<string, unknown> {
  const { condition, invokeCount, records, error } = failure.discarded;
  const first = records[0];
  const last = records.at(-1);
  return {
    requestContext: {
      requestId: randomUUID(),
      functionArn: failure.functionArn,
      condition,
      approximateInvokeCount: invokeCount,
    },
    ...(error && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    }),
    version: '1.0',
    timestamp: new Date(failure.now).toISOString(),
    DDBStreamBatchInfo: {
      shardId: failure.shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: first && new Date(first.createdAtMs).toISOString(),
      approximateArrivalOfLastRecord: last && new Date(last.createdAtMs).toISOString(),
      batchSize: records.length,
      streamArn: failure.streamArn,
    },
  };
}

/** The key that Lambda gives the record in a bucket: it cannot be chosen. */
export function streamFailureKey(mappingId: string, shardId: string, now: number): string {
  const [day = '', time = ''] = new Date(now).toISOString().slice(0, 19).split('T');
  const stamp = `${day}T${time.replaceAll(':', '.')}-${randomUUID()}`;
  return `aws/lambda/${mappingId}/${shardId}/${day.replaceAll('-', '/')}/${stamp}`;
}
