import type { FunctionModel } from '../model/stack-model';
import type { StoredEvent } from './async-queue';

export type AsyncFailureCondition = 'RetriesExhausted' | 'EventAgeExceeded';

/** What Lambda sends to the on-failure destination of an asynchronous invocation.
 *  Source: Lambda developer guide, "Capturing records of asynchronous invocations". */
export function asyncFailureRecord(failure: {
  readonly fn: FunctionModel;
  readonly event: StoredEvent;
  readonly condition: AsyncFailureCondition;
  readonly now: number;
}): Record<string, unknown> {
  const { fn, event, condition } = failure;
  const { error } = event;
  return {
    version: '1.0',
    timestamp: new Date(failure.now).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${fn.arn}:$LATEST`,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload),
    ...(error && {
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: error,
    }),
  };
}
