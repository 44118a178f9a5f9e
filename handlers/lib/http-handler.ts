import { Logger } from '@aws-lambda-powertools/logger';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import type { FunctionName } from '../../contract/functions';
import type { Api } from '../api/api-parts';
import { safePath } from '../api/safe-path';

type HttpApiEvent = Extract<LambdaEvent, { rawPath: string }>;

/** Answers one request of the HTTP API. */
export function httpHandler(api: Api) {
  const respond = handle(api);
  return (event: HttpApiEvent, context: LambdaContext) =>
    respond({ ...event, rawPath: safePath(event.rawPath) }, context);
}

/** Logs what is answered with 500. */
export function faultLog(name: FunctionName): (fault: unknown) => void {
  const logger = new Logger({ serviceName: name });
  return (fault) =>
    logger.error('A request failed', { error: fault instanceof Error ? fault : String(fault) });
}
