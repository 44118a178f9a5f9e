import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

export type Gateway = { readonly endpoint: string; close(): Promise<void> };

/** Why calls are answered here and not by moto. */
export const FILLED = [
  'tags of IoT resources: moto ends in an error 500 when it is asked for them; here none are kept',
  "IoT's logging options: moto does not know them",
];

const loggingOptions = z.looseObject({ roleArn: z.string(), defaultLogLevel: z.string() });

/** An endpoint in front of moto that answers the few calls that moto cannot, and passes on all others. */
export async function fillGaps(moto: string): Promise<Gateway> {
  let logging: unknown = {};
  const answerIot = async (call: IncomingMessage, path: string): Promise<unknown> => {
    if (path === '/tags' && call.method === 'GET') return { tags: [] };
    if (path === '/tags' || path === '/untag') return {};
    if (path !== '/v2LoggingOptions') return undefined;
    if (call.method === 'POST') logging = loggingOptions.parse(await json(call));
    return logging;
  };
  const serve = async (call: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { pathname } = new URL(call.url ?? '/', moto);
    const filled = isForIot(call) ? await answerIot(call, pathname) : undefined;
    if (filled === undefined) return passOn(call, answer, moto);
    answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(filled));
  };
  const server = createServer((call, answer) => {
    serve(call, answer).catch((error: unknown) => answer.writeHead(502).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const isForIot = ({ headers }: IncomingMessage) => /\/iot\/aws4_request/.test(headers.authorization ?? '');

function passOn(call: IncomingMessage, answer: ServerResponse, moto: string): void {
  const { method, headers } = call;
  const onward = request(new URL(call.url ?? '/', moto), { ...(method && { method }), headers });
  onward.once('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  onward.once('error', (error) => answer.destroy(error));
  call.pipe(onward);
}
