import { OpenAPIHono } from '@hono/zod-openapi';
import type { LambdaContext } from 'hono/aws-lambda';
import type { ApiEnv } from '../../../handlers/api/identity';
import { httpHandler } from '../../../handlers/lib/http-handler';
import { httpEvent } from '../api/served-api';

/** What Lambda hands back to the gateway, with all that it says around the body. */
const MAX_BYTES = 6 * 1024 * 1024;

describe('an answer of the HTTP API', () => {
  const api = new OpenAPIHono<ApiEnv>();
  api.get('/of/:size', (c) => c.json({ text: 'x'.repeat(Number(c.req.param('size'))) }));
  api.get('/quotes/:size', (c) => c.json({ text: '"'.repeat(Number(c.req.param('size'))) }));
  const handler = httpHandler(api);
  const get = async (path: string) => {
    const event = httpEvent('GET', path, {}) as unknown as Parameters<typeof handler>[0];
    const answer = await handler(event, {} as LambdaContext);
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(MAX_BYTES);
    return answer;
  };

  it('that Lambda takes is given as it is', async () => {
    expect(await get('/of/6000000')).toMatchObject({ statusCode: 200 });
  });

  it.each(['/of/6400000', '/quotes/1600000'])('that is larger is told as a problem: %s', async (path) => {
    const { statusCode, headers, body } = await get(path);
    expect([statusCode, headers?.['content-type']]).toEqual([503, 'application/problem+json']);
    expect(JSON.parse(body)).toMatchObject({
      status: 503,
      code: 'too-much-history',
      detail: 'The answer is larger than 6 MB. Ask for less: a smaller limit, a shorter span.',
    });
  });
});
