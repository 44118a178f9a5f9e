import { Logger } from '@aws-lambda-powertools/logger';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import type { FunctionName } from '../../contract/functions';
import type { Api } from '../api/api-parts';
import { Problem, problemBody } from '../api/problem';
import { safePath } from '../api/safe-path';

type HttpApiEvent = Extract<LambdaEvent, { rawPath: string }>;

/** Lambda hands over no more, with all that it says around the body; the gateway would answer 500 for it. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/** Answers one request of the HTTP API. An answer that is too large is 503 `too-much-history`. */
export function httpHandler(api: Api) {
  const respond = handle(api);
  return async (event: HttpApiEvent, context: LambdaContext) => {
    const answer = await respond({ ...event, rawPath: safePath(event.rawPath) }, context);
    return isTooLarge(answer)
      ? { ...answer, ...TOO_LARGE, headers: { ...answer.headers, ...PROBLEM } }
      : answer;
  };
}

/** Escapes and UTF-8 make it longer, at most sixfold. */
const isTooLarge = (answer: { readonly body: string }) =>
  answer.body.length > MAX_ANSWER_BYTES / 7 && Buffer.byteLength(JSON.stringify(answer)) > MAX_ANSWER_BYTES;

const PROBLEM = { 'content-type': 'application/problem+json' };
const tooLarge = problemBody(
  new Problem(
    'too-much-history',
    'The answer is larger than 6 MB. Ask for less: a smaller limit, a shorter span.',
  ),
);
const TOO_LARGE = { statusCode: tooLarge.status, body: JSON.stringify(tooLarge) };

/** Logs what is answered with 500. */
export function faultLog(name: FunctionName): (fault: unknown) => void {
  const logger = new Logger({ serviceName: name });
  return (fault) =>
    logger.error('A request failed', { error: fault instanceof Error ? fault : String(fault) });
}
