import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type HttpFront, startHttpFront } from '../../src/http/http-front';
import { openTokenIssuer, type TokenIssuer } from '../../src/http/token-issuer';
import type { InvocationResult } from '../../src/lambda/worker';
import type { HttpApiModel } from '../../src/model/stack-model';

const ISSUER = 'https://cognito-idp.eu-central-1.amazonaws.com/pool';
const API: HttpApiModel = {
  executionArn: 'arn:aws:execute-api:eu-central-1:000000000000:api',
  stageName: '$default',
  routes: [
    {
      routeKey: 'ANY /v1/{proxy+}',
      functionArn: 'arn:api',
      authorizer: { issuer: ISSUER, audience: ['client'] },
      scopes: [],
    },
    {
      routeKey: 'GET /scoped',
      functionArn: 'arn:api',
      authorizer: { issuer: ISSUER, audience: ['client'] },
      scopes: ['shelflog/admin'],
    },
    { routeKey: 'GET /openapi.json', functionArn: 'arn:api', scopes: [] },
  ],
};

describe('the HTTP front', () => {
  let dir: string;
  let issuer: TokenIssuer;
  let front: HttpFront;
  let answer: InvocationResult;
  let events: Record<string, unknown>[];

  const mint = (changes: Partial<Parameters<TokenIssuer['mint']>[0]> = {}) =>
    issuer.mint({
      user: 'ada',
      groups: ['admin', 'librarian'],
      issuer: ISSUER,
      clientId: 'client',
      lifetimeSeconds: 60,
      ...changes,
    });
  const call = (target: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${front.port}${target}`, init);
  const withToken = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'shelflog-http-'));
    issuer = await openTokenIssuer(dir);
    front = await startHttpFront({
      api: API,
      accountId: '000000000000',
      issuer,
      port: 0,
      portIsWish: false,
      invoke: async (_, payload) => {
        events.push(JSON.parse(payload));
        return answer;
      },
      observe: () => {},
    });
  });
  beforeEach(() => {
    events = [];
    answer = { ok: true, payload: '{"statusCode":200,"body":"{}"}' };
  });
  afterAll(async () => {
    await front.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('gives the function a payload 2.0 event with the claims as strings', async () => {
    await call('/v1/tags?a=1&a=2&q=%C3%A6', {
      method: 'POST',
      body: '{"tagId":"1"}',
      headers: {
        authorization: `Bearer ${await mint()}`,
        'content-type': 'application/json',
        'Idempotency-Key': 'k-1',
        cookie: 'a=b; c=d',
      },
    });
    expect(events[0]).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /v1/{proxy+}',
      rawPath: '/v1/tags',
      rawQueryString: 'a=1&a=2&q=%C3%A6',
      queryStringParameters: { a: '1,2', q: 'æ' },
      pathParameters: { proxy: 'tags' },
      cookies: ['a=b', 'c=d'],
      headers: { 'idempotency-key': 'k-1', 'content-type': 'application/json' },
      body: '{"tagId":"1"}',
      isBase64Encoded: false,
      requestContext: {
        stage: '$default',
        http: { method: 'POST', path: '/v1/tags', sourceIp: '127.0.0.1' },
        authorizer: {
          jwt: {
            claims: {
              'cognito:groups': '[admin librarian]',
              client_id: 'client',
              username: 'ada',
              sub: 'ada',
              exp: expect.stringMatching(/^\d+$/),
            },
            scopes: null,
          },
        },
      },
    });
  });

  it('passes bytes as base64 and answers what the function says, bytes, headers and cookies', async () => {
    answer = {
      ok: true,
      payload: JSON.stringify({
        statusCode: 201,
        headers: { 'X-One': 1, 'content-type': 'image/png' },
        cookies: ['s=1', 't=2'],
        body: Buffer.from([0, 255]).toString('base64'),
        isBase64Encoded: true,
      }),
    };
    const response = await call('/v1/x', {
      method: 'PUT',
      body: Buffer.from([255, 0]),
      headers: { authorization: `Bearer ${await mint()}`, 'content-type': 'application/octet-stream' },
    });
    expect(events[0]).toMatchObject({ body: '/wA=', isBase64Encoded: true });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual(['s=1', 't=2']);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 255]));
  });

  it('answers 200 and JSON for what has no status code', async () => {
    answer = { ok: true, payload: '{"hello":"world"}' };
    const response = await call('/openapi.json');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ hello: 'world' });
    expect(events[0]?.['requestContext']).not.toHaveProperty('authorizer');
  });

  it('answers 401 without a token, with a broken, expired, foreign or misdirected one', async () => {
    const elsewhere = await openTokenIssuer(path.join(dir, 'elsewhere'));
    const foreign = await elsewhere.mint({
      user: 'eve',
      groups: ['admin'],
      issuer: ISSUER,
      clientId: 'client',
      lifetimeSeconds: 60,
    });
    const bad = [
      'x.y.z',
      foreign,
      await mint({ lifetimeSeconds: -120 }),
      await mint({ issuer: 'https://evil.example' }),
      await mint({ clientId: 'other' }),
    ];
    const responses = await Promise.all([
      call('/v1/stock'),
      ...bad.map((token) => call('/v1/stock', withToken(token))),
    ]);
    expect(responses.map(({ status }) => status)).toEqual(Array(6).fill(401));
    expect(await responses[0]?.json()).toEqual({ message: 'Unauthorized' });
    expect(events).toEqual([]);
  });

  it('answers 403 without the scope that a route wants', async () => {
    const response = await call('/scoped', withToken(await mint()));
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Forbidden' });
  });

  it('answers 404 outside its routes, 500 for a function error or a broken answer, 503 for a timeout', async () => {
    expect((await call('/nothing')).status).toBe(404);
    answer = { ok: false, error: { errorType: 'Error', errorMessage: 'secret detail' } };
    const failed = await call('/openapi.json');
    expect(failed.status).toBe(500);
    expect(await failed.json()).toEqual({ message: 'Internal Server Error' });
    answer = { ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage: '' } };
    expect((await call('/openapi.json')).status).toBe(503);
    answer = { ok: true, payload: '{"statusCode":"no"}' };
    expect((await call('/openapi.json')).status).toBe(500);
  });

  it('refuses a body that no function could take', async () => {
    const response = await call('/v1/x', {
      method: 'POST',
      body: Buffer.alloc(7 * 1024 * 1024),
      ...withToken(await mint()),
    });
    expect(response.status).toBe(413);
  });

  it('keeps its key, so that a token outlives a restart', async () => {
    const token = await mint();
    const again = await openTokenIssuer(dir);
    expect(await again.verify(token, ISSUER)).toMatchObject({ username: 'ada' });
  });
});
