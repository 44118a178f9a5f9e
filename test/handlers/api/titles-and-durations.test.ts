import type { LibraryEvent } from '../../../domain/events';
import { aBook, anAssignment, aRetirement, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type ServedApi, servedApi } from './served-api';

let db: TestDynamoDb;
let served: ServedApi;
beforeAll(async () => {
  db = await startTestDynamoDb();
  served = servedApi(db);
  await served.record(history);
});
afterAll(() => db.stop());

const day = (n: number, month = '03') => `2026-${month}-${String(n).padStart(2, '0')}`;
const added = at('08:00', day(1, '01'));
const loan = (tagId: string, from: string, to: string) => [aScan(from, { tagId }), aScan(to, { tagId })];

const history: LibraryEvent[] = [
  ...['a', 'b', 'c', 'd'].map((bookId) => aBook(added, bookId)),
  ...['a', 'b', 'c', 'd'].map((bookId) => anAssignment(added, bookId, 1, { tagId: `t-${bookId}` })),
  ...loan('t-a', at('08:00', day(2)), at('10:00', day(2))),
  ...loan('t-a', at('08:00', day(3)), at('12:00', day(3))),
  ...loan('t-b', at('08:00', day(4)), at('08:00', day(5))),
  ...loan('t-b', at('09:00', day(6)), at('09:30', day(6))),
  // Before the span of the tests below, and it runs on.
  aScan(at('09:00', day(1, '02')), { tagId: 't-c' }),
  // Ends without a return.
  aScan(at('09:00', day(10, '02')), { tagId: 't-d' }),
  aRetirement(at('10:00', day(10, '02')), 1, { tagId: 't-d' }),
];
const MARCH = 'from=2026-03-01&to=2026-03-20';

describe('books by loans', () => {
  it('are those borrowed in the span, most often first, then by id', async () => {
    const { body } = await served.get(`/v1/analytics/titles?${MARCH}`);
    expect(body).toEqual({
      items: [
        expect.objectContaining({ bookId: 'a', total: 1, borrowed: 2, returned: 2 }),
        expect.objectContaining({ bookId: 'b', borrowed: 2, returned: 2 }),
      ],
      cursor: null,
    });
    const february = await served.get('/v1/analytics/titles?from=2026-02-01&to=2026-02-28&by=borrowed');
    expect(february.body.items).toMatchObject([
      { bookId: 'c', borrowed: 1, returned: 0, onLoan: 1 },
      { bookId: 'd', borrowed: 1, returned: 0, total: 0 },
    ]);
  });

  it('come in pages of any size', async () => {
    const all = await served.get('/v1/analytics/titles?from=2026-02-01&to=2026-03-20');
    for (const by of ['borrowed', 'neverMoved']) {
      const whole = await served.get(`/v1/analytics/titles?${MARCH}&by=${by}`);
      const { items } = await served.all(`/v1/analytics/titles?${MARCH}&by=${by}`, 1);
      expect(items).toEqual(whole.body.items);
    }
    expect(all.body.items.map(({ bookId }: never) => bookId)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('that never moved are those with copies that were neither borrowed nor returned in it', async () => {
    const { body } = await served.get(`/v1/analytics/titles?${MARCH}&by=neverMoved`);
    expect(body.items).toEqual([
      expect.objectContaining({ bookId: 'c', total: 1, borrowed: 0, returned: 0 }),
    ]);
    const january = await served.get('/v1/analytics/titles?from=2026-01-01&to=2026-01-31&by=neverMoved');
    expect(january.body.items.map(({ bookId }: never) => bookId)).toEqual(['a', 'b', 'c']);
  });
});

describe('how long loans last', () => {
  it('is the median and p90 of those that have ended, by the month in which they began', async () => {
    const { body } = await served.get('/v1/analytics/durations?from=2026-01-01&to=2026-03-20');
    expect(body).toEqual({
      items: [
        { month: '2026-02', loans: 1, medianHours: 1, p90Hours: 1 },
        // 0.5, 2, 4 and 24 hours.
        { month: '2026-03', loans: 4, medianHours: 3, p90Hours: 18 },
      ],
      cursor: null,
    });
  });

  it('counts only loans that began within the span', async () => {
    const { body } = await served.get('/v1/analytics/durations?from=2026-03-03&to=2026-03-04');
    expect(body.items).toEqual([{ month: '2026-03', loans: 2, medianHours: 14, p90Hours: 22 }]);
  });
});
