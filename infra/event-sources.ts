import { type Construct, LambdaEventSourceMapping, type LambdaFunction } from './resources';
import type { StageResources } from './stage-resources';

const PARTIAL_RESPONSES = ['ReportBatchItemFailures'];

/** Feeds the queue of scans to a function, up to ten messages at once, without waiting for more. */
export function readScans(scope: Construct, consumer: LambdaFunction, stage: StageResources): void {
  new LambdaEventSourceMapping(scope, 'scans-mapping', {
    functionName: consumer.arn,
    eventSourceArn: stage.scans.arn,
    enabled: true,
    batchSize: 10,
    maximumBatchingWindowInSeconds: 0,
    functionResponseTypes: PARTIAL_RESPONSES,
    // Lambda would go on to a thousand at once and starve the rest of the account.
    scalingConfig: { maximumConcurrency: 20 },
  });
}

/** Feeds the stream of events to a projector, without waiting for more. A record that keeps failing is halved out of its batch, tried ten
 *  times, given up at twelve hours at the latest and kept whole in the quarantine bucket; the rest goes on. */
export function readEventStream(
  scope: Construct,
  id: string,
  projector: LambdaFunction,
  stage: StageResources,
): void {
  new LambdaEventSourceMapping(scope, id, {
    functionName: projector.arn,
    eventSourceArn: stage.tables.events.streamArn,
    enabled: true,
    startingPosition: 'TRIM_HORIZON',
    batchSize: 100,
    maximumBatchingWindowInSeconds: 0,
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: 10,
    maximumRecordAgeInSeconds: 43_200,
    functionResponseTypes: PARTIAL_RESPONSES,
    destinationConfig: { onFailure: { destinationArn: stage.buckets.quarantine.arn } },
  });
}
