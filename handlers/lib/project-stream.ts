import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { type EventRecord, parseEventRecord } from '../../adapters/dynamodb/events/stream-record';
import type { LibraryEvent } from '../../domain/events';

type Report = {
  /** Someone rewrote history: the projection goes on, a person must look. */
  readonly rewritten: (record: Extract<EventRecord, { kind: 'rewritten' }>) => void;
  readonly failed: (streamId: string, fault: unknown) => void;
};

/** Hands a batch of the Events stream to a projection, which answers the streams that failed.
 *  What lies before the first failed record is done with. A batch that fails at its first record throws:
 *  only a thrown error makes the mapping bisect, which parts a poison record from the good ones. */
export async function projectStream(
  { Records }: DynamoDBStreamEvent,
  project: (events: readonly LibraryEvent[]) => Promise<ReadonlyMap<string, unknown>>,
  report: Report,
): Promise<DynamoDBBatchResponse> {
  const records = Records.map(parseEventRecord);
  const unreadable = new Map<string, unknown>();
  const events: LibraryEvent[] = [];
  for (const record of records) {
    if (record.kind === 'rewritten') {
      report.rewritten(record);
      continue;
    }
    try {
      events.push(record.read());
    } catch (fault) {
      unreadable.set(record.streamId, fault);
    }
  }
  const readable = events.filter(({ streamId }) => !unreadable.has(streamId));
  const failures = new Map([...unreadable, ...(await project(readable))]);
  for (const [streamId, fault] of failures) report.failed(streamId, fault);

  const first = records.findIndex((record) => record.kind === 'recorded' && failures.has(record.streamId));
  const failed = records[first];
  if (failed === undefined) return { batchItemFailures: [] };
  if (first === 0) {
    throw new Error(`Projection of ${failed.streamId} failed.`, { cause: failures.get(failed.streamId) });
  }
  return { batchItemFailures: [{ itemIdentifier: failed.sequenceNumber }] };
}
