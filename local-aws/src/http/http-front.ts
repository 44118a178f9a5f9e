import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { InvocationResult } from '../lambda/worker';
import { listen } from '../lib/listen';
import { messageOf, type Observe } from '../lib/stack-activity';
import type { HttpApiModel, RouteModel } from '../model/stack-model';
import { functionResponse, gatewayAnswer, type HttpAnswer } from './function-response';
import { httpEvent } from './http-event';
import { authorize } from './jwt-authorizer';
import { matchRoute } from './match-route';
import type { TokenIssuer } from './token-issuer';

/** Lambda's limit of a synchronous invocation, less the envelope. */
const MAX_BODY_BYTES = 6 * 1024 * 1024 - 64 * 1024;
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization,content-type,idempotency-key',
  'access-control-allow-methods': 'GET,POST,PATCH,PUT,DELETE,OPTIONS',
  'access-control-max-age': '600',
};

export type HttpFrontOptions = {
  readonly api: HttpApiModel;
  readonly accountId: string;
  readonly issuer: TokenIssuer;
  readonly port: number;
  readonly portIsWish: boolean;
  /** Runs the function of a route. */
  readonly invoke: (route: RouteModel, payload: string) => Promise<InvocationResult>;
  readonly observe: Observe;
};

export type HttpFront = { readonly port: number; close(): Promise<void> };

/** The stack's HTTP API on 127.0.0.1: its routes, its bearer check, payload 2.0 events to its functions. */
export async function startHttpFront(options: HttpFrontOptions): Promise<HttpFront> {
  const server = createServer((message, response) => {
    void answer(message, options)
      .catch((error: unknown) => {
        options.observe({ kind: 'trouble', part: 'http', message: messageOf(error) });
        return gatewayAnswer(500, 'Internal Server Error');
      })
      .then((result) => send(response, result));
  });
  const port = await listen(server, options.port, options.portIsWish);
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(message: IncomingMessage, options: HttpFrontOptions): Promise<HttpAnswer> {
  const url = new URL(`http://${message.headers.host ?? '127.0.0.1'}${message.url ?? '/'}`);
  const method = message.method ?? 'GET';
  if (method === 'OPTIONS') return { status: 204, headers: {}, cookies: [], body: Buffer.alloc(0) };
  const match = matchRoute(options.api.routes, method, url.pathname);
  if (!match) return gatewayAnswer(404, 'Not Found');
  const allowed = await authorize(match.route, message.headers.authorization, options.issuer);
  if (!allowed.ok)
    return gatewayAnswer(allowed.status, allowed.status === 401 ? 'Unauthorized' : 'Forbidden');
  const body = await readBody(message);
  if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
  const event = httpEvent({
    message,
    url,
    body,
    match,
    stageName: options.api.stageName,
    accountId: options.accountId,
    jwt: allowed.jwt,
    now: Date.now(),
  });
  const result = await options.invoke(match.route, JSON.stringify(event));
  if (result.ok) return functionResponse(result.payload) ?? gatewayAnswer(500, 'Internal Server Error');
  return result.error.errorType === 'Sandbox.Timedout'
    ? gatewayAnswer(503, 'Service Unavailable')
    : gatewayAnswer(500, 'Internal Server Error');
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message) {
    const part = Buffer.from(chunk);
    sizeBytes += part.length;
    // What is too much is still read, or the client would never see the answer.
    if (sizeBytes <= MAX_BODY_BYTES) chunks.push(part);
  }
  return sizeBytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

function send(response: ServerResponse, result: HttpAnswer): void {
  response.statusCode = result.status;
  for (const [name, value] of Object.entries({ ...CORS, ...result.headers })) response.setHeader(name, value);
  if (result.cookies.length > 0) response.setHeader('set-cookie', [...result.cookies]);
  response.end(result.body);
}
