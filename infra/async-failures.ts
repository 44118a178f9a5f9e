import type { Statement } from './policy';
import {
  type Construct,
  type LambdaFunction,
  LambdaFunctionEventInvokeConfig,
  type SqsQueue,
} from './resources';

/** Two more tries within six hours; then the event goes whole to the queue. */
export function keepFailedEvents(
  scope: Construct,
  id: string,
  lambda: LambdaFunction,
  queue: SqsQueue,
): void {
  new LambdaFunctionEventInvokeConfig(scope, id, {
    functionName: lambda.functionName,
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: 6 * 3600,
    destinationConfig: { onFailure: { destination: queue.arn } },
  });
}

/** Lambda sends a failed event with the function's own role. */
export function sendFailedEvents(queue: SqsQueue): Statement {
  return { Sid: 'SendFailedEvents', Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [queue.arn] };
}
