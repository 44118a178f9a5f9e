import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { InvokedBy } from '../../contract/functions';
import type { LibraryEvent } from '../../domain/events';
import { inTime } from './in-time';
import { projectStream } from './project-stream';
import { streamReport } from './stream-report';

/** A handler of the Events stream that projects each batch. `project` answers the streams that failed. */
export function streamProjector(
  serviceName: InvokedBy<'stream'>,
  project: (events: readonly LibraryEvent[]) => Promise<ReadonlyMap<string, unknown>>,
) {
  const report = streamReport(serviceName);
  return inTime(
    serviceName,
    (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => projectStream(event, project, report),
  );
}
