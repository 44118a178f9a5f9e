import { setTimeout as delay } from 'node:timers/promises';
import { aBook, anAssignment, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type ServedApi, servedApi } from './served-api';

const READS = [
  '/v1/stock',
  '/v1/stock?query=much',
  '/v1/stock/much-1',
  '/v1/books/much-1',
  '/v1/inventory',
  '/v1/inventory?query=much',
  '/v1/inventory/much-1',
  '/v1/inventory/much-1/timeline',
  '/v1/books/much/timeline',
  '/v1/analytics/daily?from=2026-03-01&to=2026-03-10',
  '/v1/analytics/hours?from=2026-03-01&to=2026-03-10',
  '/v1/analytics/titles?from=2026-03-01&to=2026-03-10',
  '/v1/analytics/durations?from=2026-03-01&to=2026-03-10',
  '/v1/tags/unknown',
  '/v1/events?from=2026-03-01T00:00:00Z&to=2026-03-10T00:00:00Z',
  '/v1/status',
  '/v1/summary',
];

let db: TestDynamoDb;
let slowedMs = 0;
beforeAll(async () => {
  db = await startTestDynamoDb();
  db.client.middlewareStack.add(
    (next) => async (args) => {
      if (slowedMs > 0) await delay(slowedMs);
      return next(args);
    },
    { step: 'build', name: 'slowed' },
  );
  const tags = [1, 2, 3, 4].map((n) => `much-${n}`);
  await servedApi(db).record([
    aBook(at('07:00'), 'much'),
    ...tags.map((tagId) => anAssignment(at('08:00'), 'much', 1, { tagId })),
    ...tags.map((tagId) => aScan(at('09:00'), { tagId })),
  ]);
});
afterEach(() => {
  slowedMs = 0;
});
afterAll(() => db.stop());

const limited = (limits: { timeMs: number; rows: number }): ServedApi => {
  const served = servedApi(db, { limits });
  served.serve('g1');
  return served;
};

describe('what would take too long', () => {
  // First: what others have on their way would count as its own.
  it('is not gone on with behind the answer', async () => {
    slowedMs = 600;
    const sent = jest.spyOn(db.client.config.requestHandler, 'handle');
    await limited({ timeMs: 30, rows: 1_000 }).get('/v1/books/much/timeline');
    const before = sent.mock.calls.length;
    await delay(2_000);
    // The one that was on its way.
    expect(sent.mock.calls.length - before).toBeLessThanOrEqual(1);
    sent.mockRestore();
  });

  it.each(READS)('is told as a problem, not left to the gateway: %s', async (path) => {
    slowedMs = 3_000;
    const served = limited({ timeMs: 40, rows: 1_000 });
    const startedAt = performance.now();
    const { status, headers, body } = await served.get(path);
    expect([status, headers['content-type'], body.code]).toEqual([
      503,
      'application/problem+json',
      'too-much-history',
    ]);
    expect(body.detail).toContain('It takes longer than 0.04 s.');
    expect(performance.now() - startedAt).toBeLessThan(2_900);
    expect(served.faults).toEqual([]);
  });

  it.each(['/v1/inventory', '/v1/books/much/timeline', '/v1/inventory?query=much'])(
    'is told by its rows as well: %s',
    async (path) => {
      const { status, body } = await limited({ timeMs: 30_000, rows: 3 }).get(path);
      expect([status, body.code]).toEqual([503, 'too-much-history']);
      expect(body.detail).toContain('It needs more than 3 rows.');
      expect((await limited({ timeMs: 30_000, rows: 100 }).get(path)).status).toBe(200);
    },
  );

  it('is told of a command too, which then may be given again', async () => {
    slowedMs = 300;
    const key = 'much-command';
    const assign = (served: ServedApi) =>
      served.post('/v1/tags', { tagId: 'much-new', bookId: 'much' }, { key });
    const late = await assign(limited({ timeMs: 40, rows: 1_000 }));
    expect([late.status, late.body.code]).toEqual([503, 'too-much-history']);
    slowedMs = 0;
    await delay(400);
    expect(await servedApi(db).log.readStream('tag#much-new')).toEqual([]);
    expect(await assign(limited({ timeMs: 30_000, rows: 1_000 }))).toMatchObject({ status: 201 });
  });
});
