import { identityOf } from '../../../handlers/api/identity';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type CallOptions, type ServedApi, servedApi } from './served-api';

let db: TestDynamoDb;
let served: ServedApi;
beforeAll(async () => {
  db = await startTestDynamoDb();
  served = servedApi(db);
});
afterAll(() => db.stop());

const code = async (method: string, path: string, options: CallOptions = {}) => {
  const { status, body } = await served.call(method, path, options);
  return [status, body.code];
};
const BOOK = { name: 'Emma', author: 'Jane Austen' };

describe('who may do what', () => {
  it.each([
    ['viewer', 200, 403],
    ['librarian', 200, 201],
    ['admin', 200, 201],
    ['[viewer librarian]', 200, 201],
    ['somebody-else', 403, 403],
    ['', 403, 403],
    [null, 401, 401],
  ])('the group %s reads with %d and commands with %d', async (groups, reads, commands) => {
    expect((await served.call('GET', '/v1/stock', { groups })).status).toBe(reads);
    expect((await served.call('POST', '/v1/books', { groups, body: BOOK })).status).toBe(commands);
  });

  it.each([
    ['[admin viewer]', ['viewer', 'admin']],
    ['admin', ['admin']],
    [['librarian'], ['librarian']],
    ['administrators', []],
    ['viewer,admin', []],
    ['[viewer,admin]', []],
    ['[viewer,admin librarian]', ['librarian']],
    ['viewer admin', []],
    [['viewer,admin', 'librarian'], ['librarian']],
    ['[admin', []],
    ['[]', []],
    [undefined, []],
  ])('groups are read from %p', (groups, expected) => {
    const claims = { sub: 'id-1', ...(groups !== undefined && { 'cognito:groups': groups }) };
    expect(identityOf({ authorizer: { jwt: { claims } } })).toEqual({ user: 'id-1', groups: expected });
  });

  it('lets everyone read the description', async () => {
    expect((await served.call('GET', '/openapi.json', { groups: null })).status).toBe(200);
  });
});

describe('a request that is not valid', () => {
  it.each([
    ['limit=abc', 'query.limit: must be a whole number from 1 to 200'],
    ['limit=1e2', 'query.limit: must be a whole number from 1 to 200'],
    ['limit=0x10', 'query.limit: must be a whole number from 1 to 200'],
    ['limit=1.5', 'query.limit: must be a whole number from 1 to 200'],
    ['limit=201', 'query.limit: must be a whole number from 1 to 200'],
    ['limit=-1', 'query.limit: must be a whole number from 1 to 200'],
    ['limit=%201', 'query.limit: must be a whole number from 1 to 200'],
    ['limit=', 'query.limit: must be a whole number from 1 to 200'],
    ['limit=1&limit=2', 'query.limit: is given more than once'],
    ['cursor=a&cursor=b', 'query.cursor: is given more than once'],
    ['query=a&query=b', 'query.query: is given more than once'],
    ['query=', 'query.query: must not be empty'],
    [`query=${'a'.repeat(201)}`, 'query.query: must have at most 200 characters'],
  ])('is told what is wrong with %s', async (query, detail) => {
    const { status, body } = await served.get(`/v1/stock?${query}`);
    expect([status, body.code, body.detail]).toEqual([400, 'invalid-request', detail]);
  });

  it.each([
    ['from=1799-12-31&to=1800-01-01', 'query.from: must not be before 1800-01-01'],
    ['from=2999-12-31&to=3000-01-01', 'query.to: must not be after 2999-12-31'],
    ['from=9999-12-31&to=9999-12-31', 'query.to: must not be after 2999-12-31'],
  ])('asks for days that a library can have: %s', async (span, detail) => {
    for (const list of ['daily', 'hours']) {
      const { status, body } = await served.get(`/v1/analytics/${list}?${span}`);
      expect([status, body.detail]).toEqual([400, detail]);
    }
  });

  it('is answered with every reason at once', async () => {
    const { status, headers, body } = await served.post('/v1/books', {
      bookId: ' x\n',
      name: '',
      author: ['A', 'B'],
      isbn: 5,
      isbm: '',
    });
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect(body).toMatchObject({
      type: 'about:blank',
      title: expect.any(String),
      status: 400,
      code: 'invalid-request',
    });
    expect(body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      'json',
      'json.author',
      'json.bookId',
      'json.isbn',
      'json.name',
    ]);
  });

  it.each([
    ['/v1/stock?limit=0', 'query.limit'],
    ['/v1/stock?limit=201', 'query.limit'],
    ['/v1/stock?limit=1.5', 'query.limit'],
    ['/v1/stock?limit=many', 'query.limit'],
    ['/v1/stock?limit=', 'query.limit'],
    ['/v1/inventory?status=stolen', 'query.status'],
    ['/v1/inventory/not%20a%20tag', 'param.tagId'],
    ['/v1/inventory/t/timeline?asOf=yesterday', 'query.asOf'],
    ['/v1/inventory/t/timeline?asOf=2026-02-30T00:00:00Z', 'query.asOf'],
    ['/v1/inventory/t/timeline?knownAt=2026-02-01T00:00:00', 'query.knownAt'],
  ])('GET %s names %s', async (path, where) => {
    const { status, body } = await served.get(path);
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'invalid-request', where]);
  });

  it.each(['0', '201', '1.5', 'abc', '', '%20', '1e3', 'NaN'])(
    'a limit of "%s" is told what it must be',
    async (limit) => {
      const { body } = await served.get(`/v1/stock?limit=${limit}`);
      expect(body.detail).toBe('query.limit: must be a whole number from 1 to 200');
      const timeline = await served.get(
        `/v1/inventory/t/timeline?limit=${limit === '201' ? 5001 : limit.replace('1e3', '1e4')}`,
      );
      expect(timeline.body.detail).toBe('query.limit: must be a whole number from 1 to 5000');
    },
  );

  it.each([
    ['{"mode":"steal"}', 'json.mode'],
    ['{"mode":"toggle","scanedAt":"2026-03-20T12:00:00Z"}', 'json'],
    ['{"mode":"toggle","scannedAt":"now"}', 'json.scannedAt'],
    ['[]', 'json'],
    ['null', 'json'],
  ])('POST of a scan %s names %s', async (rawBody, where) => {
    const { status, body } = await served.call('POST', '/v1/tags/t-1/scans', { rawBody });
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'invalid-request', where]);
  });

  it('takes a limit of 1 to 200 and an offset whose plus sign was not encoded', async () => {
    for (const limit of [1, 200])
      expect(await code('GET', `/v1/stock?limit=${limit}`)).toEqual([200, undefined]);
    const path = '/v1/events?from=2026-03-20T10:00:00+01:00&to=2026-03-20T12:00:00Z';
    expect(await code('GET', path)).toEqual([200, undefined]);
  });

  it('is refused for a body that is no JSON, not said to be, or too large', async () => {
    expect(await code('POST', '/v1/books', { rawBody: '{"name":' })).toEqual([400, 'invalid-json']);
    expect(
      await code('POST', '/v1/books', { body: BOOK, headers: { 'content-type': 'text/plain' } }),
    ).toEqual([415, 'unsupported-media-type']);
    expect(
      await code('POST', '/v1/books', { rawBody: JSON.stringify({ ...BOOK, name: 'x'.repeat(65_536) }) }),
    ).toEqual([413, 'body-too-large']);
    expect(await code('POST', '/v1/books', { body: BOOK, key: 'x'.repeat(256) })).toEqual([
      400,
      'invalid-request',
    ]);
  });

  it.each([
    'nonsense',
    Buffer.from('["stock"]').toString('base64url'),
    Buffer.from('["events-asc","x"]').toString('base64url'),
  ])('is refused for the cursor %s', async (cursor) => {
    expect(await code('GET', `/v1/stock?cursor=${cursor}`)).toEqual([400, 'invalid-cursor']);
  });

  it.each([
    ['GET', '/v1/nothing'],
    ['DELETE', '/v1/stock'],
    ['GET', '/elsewhere'],
  ])('is answered 404 for %s %s', async (method, path) => {
    expect(await code(method, path)).toEqual([404, 'not-found']);
  });
});

describe('every answer', () => {
  it('is kept by no cache, whether it succeeds or fails', async () => {
    for (const path of ['/v1/stock', '/v1/nothing', '/v1/stock?limit=0', '/openapi.json']) {
      expect((await served.get(path)).headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  it('tells of a fault without its cause, which is reported', async () => {
    const broken = servedApi(db, { generations: { read: () => Promise.reject(new Error('secret detail')) } });
    const { status, body } = await broken.get('/v1/stock');
    expect([status, body.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(broken.faults).toEqual([new Error('secret detail')]);
  });
});

describe('the description', () => {
  it('is OpenAPI 3.1 of every call of the contract', async () => {
    const { body } = await served.get('/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const calls = Object.entries<object>(body.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls.sort()).toEqual([
      'GET /v1/analytics/daily',
      'GET /v1/analytics/durations',
      'GET /v1/analytics/hours',
      'GET /v1/analytics/titles',
      'GET /v1/books/{bookId}',
      'GET /v1/books/{bookId}/timeline',
      'GET /v1/events',
      'GET /v1/inventory',
      'GET /v1/inventory/{tagId}',
      'GET /v1/inventory/{tagId}/timeline',
      'GET /v1/status',
      'GET /v1/stock',
      'GET /v1/stock/{bookId}',
      'GET /v1/summary',
      'GET /v1/tags/unknown',
      'PATCH /v1/books/{bookId}',
      'POST /v1/books',
      'POST /v1/books/{bookId}/withdraw',
      'POST /v1/tags',
      'POST /v1/tags/{tagId}/ignore',
      'POST /v1/tags/{tagId}/retire',
      'POST /v1/tags/{tagId}/scans',
      'POST /v1/tags/{tagId}/scans/{scanId}/restore',
      'POST /v1/tags/{tagId}/scans/{scanId}/void',
    ]);
  });

  it('describes limits, instants and required bodies as they are enforced', async () => {
    const { body } = await served.get('/openapi.json');
    const limit = body.paths['/v1/stock'].get.parameters.find(
      ({ name }: { name: string }) => name === 'limit',
    );
    expect(limit).toMatchObject({
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 200 },
    });
    const enter = body.paths['/v1/tags/{tagId}/scans'].post;
    expect(enter.security).toEqual([{ bearer: [] }]);
    expect(enter.requestBody.required).toBe(true);
    expect(enter.requestBody.content['application/json'].schema).toMatchObject({
      required: ['mode'],
      additionalProperties: false,
      properties: { scannedAt: { type: 'string', format: 'date-time' } },
    });
  });
});
