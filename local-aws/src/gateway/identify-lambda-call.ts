import type { IncomingMessage } from 'node:http';
import type { LambdaCall } from './aws-call';
import { AwsError } from './aws-error';

const INVOKE = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/;
const NAME = /^(?:arn:aws:lambda:[^:]+:[^:]+:function:)?([A-Za-z0-9_-]+)$/;

/** What a request to Lambda is about. Errors: AwsError for any call but an invocation of a function by its name or
 *  ARN. */
export function identifyLambdaCall(
  request: IncomingMessage,
): Pick<LambdaCall, 'protocol' | 'service' | 'operation' | 'functionName' | 'invocationType'> {
  const [, written = ''] = INVOKE.exec(request.url ?? '') ?? [];
  const functionName = NAME.exec(decodeURIComponent(written))?.[1];
  if (request.method !== 'POST' || functionName === undefined) {
    throw new AwsError(
      'UnknownOperationException',
      `The local Lambda does not know ${request.method} ${request.url}.`,
      404,
    );
  }
  const invocationType = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (invocationType !== 'Event' && invocationType !== 'RequestResponse') {
    throw new AwsError(
      'InvalidParameterValueException',
      `The local Lambda does not know the invocation type ${invocationType}.`,
    );
  }
  return { protocol: 'lambda', service: 'lambda', operation: 'Invoke', functionName, invocationType };
}
