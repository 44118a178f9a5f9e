import type { LambdaCall, WireService } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import type { FunctionModel } from '../model/stack-model';
import type { InvocationResult } from './worker';

export type Invocations = {
  /** Resolves when the event is accepted for good. */
  readonly invokeAsync: (functionArn: string, payload: string) => Promise<void>;
  readonly invoke: (functionName: string, payload: string) => Promise<InvocationResult>;
};

/** Lambda's Invoke, with and without waiting for the answer. */
export function serveLambda(
  functions: readonly FunctionModel[],
  { invokeAsync, invoke }: Invocations,
): WireService<LambdaCall> {
  return async ({ functionName, invocationType, body }, _request, response) => {
    const fn = functions.find(({ name }) => name === functionName);
    if (fn === undefined) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${functionName}`, 404);
    }
    const payload = body.length === 0 ? '{}' : asJson(body);
    if (invocationType === 'Event') {
      await invokeAsync(fn.arn, payload);
      response.writeHead(202, { 'content-length': 0 }).end();
      return;
    }
    const result = await invoke(fn.name, payload);
    const answer = result.ok ? result.payload : JSON.stringify(result.error);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
      'x-amz-executed-version': '$LATEST',
      ...(!result.ok && { 'x-amz-function-error': 'Unhandled' }),
    });
    response.end(answer);
  };
}

/** Errors: AwsError if it is no JSON. */
function asJson(body: Buffer): string {
  const text = body.toString();
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
}
