import type { QueueTrigger, StreamTrigger } from '../contract/triggers';
import { type Construct, LambdaEventSourceMapping, type LambdaFunction } from './resources';
import type { StageResources } from './stage-resources';

const PARTIAL_RESPONSES = ['ReportBatchItemFailures'];

/** Feeds a queue to a function, up to ten messages at once, without waiting for more. */
export function readQueue(
  scope: Construct,
  consumer: LambdaFunction,
  { queue, concurrency }: QueueTrigger,
  stage: StageResources,
): void {
  new LambdaEventSourceMapping(scope, `${queue}-mapping`, {
    functionName: consumer.arn,
    eventSourceArn: stage.queues[queue].arn,
    enabled: true,
    batchSize: 10,
    maximumBatchingWindowInSeconds: 0,
    functionResponseTypes: PARTIAL_RESPONSES,
    scalingConfig: { maximumConcurrency: concurrency },
  });
}

/** Feeds a table's stream to a function, in batches gathered for as long as the stage says. A record that keeps failing is halved out of its
 *  batch, tried ten times, given up at twelve hours at the latest and kept whole in the quarantine bucket; the rest
 *  goes on. */
export function readStream(
  scope: Construct,
  id: string,
  reader: { readonly lambda: LambdaFunction; readonly table: StreamTrigger['table'] },
  stage: StageResources,
): void {
  new LambdaEventSourceMapping(scope, id, {
    functionName: reader.lambda.arn,
    eventSourceArn: stage.tables[reader.table].streamArn,
    enabled: true,
    startingPosition: 'TRIM_HORIZON',
    batchSize: 100,
    maximumBatchingWindowInSeconds: stage.config.streamWindowSeconds,
    parallelizationFactor: 1,
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: 10,
    maximumRecordAgeInSeconds: 43_200,
    functionResponseTypes: PARTIAL_RESPONSES,
    destinationConfig: { onFailure: { destinationArn: stage.buckets.quarantine.arn } },
  });
}
