import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { analyticsKeys } from '../../../contract/keys';
import type { LibraryEvent } from '../../../domain/events';
import { anAssignment, aRetirement, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { longestChain } from '../../support/longest-chain';
import { type ServedApi, servedApi } from './served-api';

const MOST_REQUESTS = 12;
/** Five books that moved on forty days of two hundred years, thirty of them in one month. */
const BOOKS = ['a', 'b', 'c', 'd', 'e'];
const SCATTERED = ['1826-05-03', '1850-01-31', '1899-12-31', '1950-06-15', '1999-02-28', '2000-02-29'];
const LATER = ['2012-07-01', '2020-11-11', '2024-05-17', '2026-03-19'];
const BUSY = Array.from({ length: 30 }, (_, n) => `2005-04-${String(n + 1).padStart(2, '0')}`);
const DAYS = [...SCATTERED, ...BUSY, ...LATER];

/** All was imported on one day. */
const RECORDED_AT = '2026-03-19T10:00:00.000Z';

const HISTORY: readonly LibraryEvent[] = BOOKS.flatMap((book, n) => {
  const tagId = `tag-${book}`;
  return [
    anAssignment(at('08:00', DAYS[0]), `book-${book}`, 1, { tagId, recordedAt: RECORDED_AT }),
    ...DAYS.flatMap((date, place) =>
      place % 3 === n % 3 ? [aScan(at('09:00', date), { tagId, recordedAt: RECORDED_AT })] : [],
    ),
  ];
});
const MONTHS = [
  ['1826-05', 31],
  ['1900-03', 31],
  ['1999-02', 28],
  ['2005-04', 30],
  ['2015-01', 31],
  ['2026-03', 31],
] as const;

describe('a library whose books moved on few days of two hundred years', () => {
  let db: TestDynamoDb;
  let served: ServedApi;
  beforeAll(async () => {
    db = await startTestDynamoDb();
    served = servedApi(db);
    await served.record(HISTORY);
  });
  afterAll(() => db.stop());
  const monthly = (month: string, days: number) =>
    `/v1/analytics/daily?from=${month}-01&to=${month}-${days}&limit=200`;

  it.each(MONTHS)('answers the days of %s with at most twelve requests', async (month, days) => {
    const { calls } = await longestChain(db.client).of(async () => {
      expect((await served.get(monthly(month, days))).status).toBe(200);
    });
    expect(calls).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  it.each(['1825-01-01', '2000-01-01'])('answers the hours of ten years from %s so too', async (from) => {
    const to = `${Number(from.slice(0, 4)) + 9}-12-31`;
    const { calls } = await longestChain(db.client).of(async () => {
      expect((await served.get(`/v1/analytics/hours?from=${from}&to=${to}`)).status).toBe(200);
    });
    expect(calls).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  it.each(['asc', 'desc'])('answers the feed of ten years %s with as few, page by page', async (order) => {
    const chain = longestChain(db.client);
    let cursor = '';
    let events = 0;
    do {
      const { calls } = await chain.of(async () => {
        const span = 'from=2017-01-01T00:00:00.000Z&to=2026-12-31T00:00:00.000Z';
        const { body } = await served.get(`/v1/events?${span}&order=${order}&limit=50${cursor}`);
        events += body.items.length;
        cursor = body.cursor === null ? '' : `&cursor=${body.cursor}`;
      });
      expect(calls).toBeLessThanOrEqual(MOST_REQUESTS);
    } while (cursor !== '');
    expect(events).toBe(HISTORY.length);
  });

  it('has each moved day listed, and no other', async () => {
    const listed: string[] = [];
    const pages = paginateQuery(
      { client: db.client },
      {
        TableName: db.tables.analytics,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': analyticsKeys.movedDay(served.generation().id, '').pk }),
      },
    );
    for await (const { Items = [] } of pages) listed.push(...Items.map(({ sk }) => sk?.S ?? ''));
    expect(listed).toEqual([...DAYS].sort());
  });

  it('answers the same as where days are not listed and each is asked', async () => {
    const questions = [
      monthly('2026-03', 31),
      '/v1/analytics/daily?from=2024-05-01&to=2024-05-31&bookId=book-b',
      '/v1/analytics/hours?from=2020-01-01&to=2026-03-31',
    ];
    const listed = [];
    for (const question of questions) listed.push((await served.get(question)).body);
    served.serveUnlisted();
    const asked = [];
    for (const question of questions) asked.push((await served.get(question)).body);
    expect(listed).toEqual(asked);
    expect(listed[0].items.length).toBeGreaterThan(0);
  });
});

describe('a copy that is assigned and retired in one batch', () => {
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startTestDynamoDb();
  });
  afterAll(() => db.stop());

  it('has its row on that day', async () => {
    const served = servedApi(db);
    const [date, tagId] = ['2010-10-10', 'short-lived'];
    await served.record([
      anAssignment(at('08:00', date), 'gone', 1, { tagId }),
      aRetirement(at('09:00', date), 1, { tagId }),
    ]);
    const { body } = await served.get(`/v1/analytics/daily?from=${date}&to=${date}`);
    expect(body.items).toEqual([
      expect.objectContaining({ bookId: 'gone', copiesAdded: 1, copiesRemoved: 1, closingTotal: 0 }),
    ]);
  });
});
