import type { LibraryEvent } from '../../../domain/events';
import { anAssignment, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type ServedApi, servedApi } from './served-api';

/** Every list with pages, as questions that differ in one thing each. All of them have more than one page. */
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  '/v1/stock': ['/v1/stock', '/v1/stock?query=cur', '/v1/stock?query=book-cur'],
  '/v1/inventory': [
    '/v1/inventory',
    '/v1/inventory?query=cur',
    '/v1/inventory?status=on-loan',
    '/v1/inventory?status=on-loan&query=cur',
    '/v1/inventory?bookId=book-cur-1',
    '/v1/inventory?bookId=book-cur-1&status=on-loan',
  ],
  '/v1/tags/unknown': ['/v1/tags/unknown', '/v1/tags/unknown?ignored=true'],
  '/v1/events': [
    '/v1/events?from=2026-03-01T00:00:00Z&to=2026-03-10T00:00:00Z',
    '/v1/events?from=2026-03-02T00:00:00Z&to=2026-03-10T00:00:00Z',
    '/v1/events?from=2026-03-01T00:00:00Z&to=2026-03-11T00:00:00Z',
    '/v1/events?from=2026-03-01T00:00:00Z&to=2026-03-10T00:00:00Z&order=desc',
  ],
  '/v1/inventory/{tagId}/timeline': [
    '/v1/inventory/cur-1/timeline',
    '/v1/inventory/cur-2/timeline',
    '/v1/inventory/cur-1/timeline?asOf=2026-03-09T00:00:00Z',
    '/v1/inventory/cur-1/timeline?knownAt=2026-03-09T00:00:00Z',
  ],
  '/v1/books/{bookId}/timeline': [
    '/v1/books/book-cur-1/timeline',
    '/v1/books/book-cur-2/timeline',
    '/v1/books/book-cur-1/timeline?asOf=2026-03-09T00:00:00Z',
    '/v1/books/book-cur-1/timeline?knownAt=2026-03-09T00:00:00Z',
  ],
  '/v1/analytics/daily': [
    '/v1/analytics/daily?from=2026-03-01&to=2026-03-10',
    '/v1/analytics/daily?from=2026-03-02&to=2026-03-10',
    '/v1/analytics/daily?from=2026-03-01&to=2026-03-11',
    '/v1/analytics/daily?from=2026-03-01&to=2026-03-10&bookId=book-cur-1',
  ],
  '/v1/analytics/titles': [
    '/v1/analytics/titles?from=2026-03-01&to=2026-03-10',
    '/v1/analytics/titles?from=2026-03-02&to=2026-03-10',
    '/v1/analytics/titles?from=2026-03-06&to=2026-03-10&by=neverMoved',
  ],
};

const copies = (n: number): LibraryEvent[] => {
  const tagId = `cur-${n}`;
  return [
    anAssignment(at('08:00'), `book-cur-${n % 2 || 2}`, 1, { tagId }),
    aScan(at('09:00', '2026-03-03'), { tagId }),
    aScan(at('10:00', '2026-03-04'), { tagId }),
    aScan(at('11:00', '2026-03-05'), { tagId }),
  ];
};

let db: TestDynamoDb;
let served: ServedApi;
beforeAll(async () => {
  db = await startTestDynamoDb();
  served = servedApi(db);
  const strays = [1, 2, 3, 4].map((n) => aScan(at('09:00', '2026-03-06'), { tagId: `stray-${n}` }));
  await served.record([...[1, 2, 3, 4].flatMap(copies), ...strays]);
  for (const n of [3, 4]) {
    const body = { ignored: true };
    const key = `ignore-${n}`;
    expect(await served.post(`/v1/tags/stray-${n}/ignore`, body, { key })).toMatchObject({ status: 201 });
  }
  await served.project(
    (await Promise.all([3, 4].map((n) => served.log.readStream(`tag#stray-${n}`)))).flat(),
  );
});
afterAll(() => db.stop());

const withPage = (question: string, page: string) =>
  `${question}${question.includes('?') ? '&' : '?'}${page}`;

const entriesOf = ({ body }: { readonly body: { items?: unknown[]; entries?: unknown[] } }) =>
  body.items ?? body.entries ?? [];

const cursorOf = async (question: string): Promise<string> =>
  (await served.get(withPage(question, 'limit=1'))).body.cursor;

const lists = Object.entries(QUESTIONS);
const questions = lists.flatMap(([, asked]) => asked);

describe('a cursor', () => {
  it('is tried here on every list that takes one', () => {
    const taking = Object.entries(served.document.paths).filter(([, operations]) =>
      JSON.stringify(operations).includes('"name":"cursor"'),
    );
    expect(taking.map(([path]) => path).sort()).toEqual(Object.keys(QUESTIONS).sort());
  });

  it.each(questions)('of %s belongs to no other question and no other list', async (question) => {
    const cursor = await cursorOf(question);
    expect(cursor).toEqual(expect.any(String));
    for (const other of questions.filter((each) => each !== question)) {
      const { status, body } = await served.get(withPage(other, `cursor=${cursor}`));
      expect([other, status, body.code]).toEqual([other, 400, 'invalid-cursor']);
    }
  });

  it.each(questions)('of %s goes on with a page of another size', async (question) => {
    const whole = entriesOf(await served.get(question));
    const rest = await served.get(withPage(question, `limit=100&cursor=${await cursorOf(question)}`));
    expect(entriesOf(rest)).toEqual(whole.slice(1));
  });

  it('belongs to the question however its values are written and ordered', async () => {
    const cursor = await cursorOf('/v1/events?from=2026-03-01T00:00:00Z&to=2026-03-10T00:00:00Z');
    const same = '/v1/events?to=2026-03-10T01:00:00%2B01:00&from=2026-03-01T00:00:00.000Z&order=asc';
    expect(await served.get(withPage(same, `cursor=${cursor}`))).toMatchObject({ status: 200 });
  });

  it.each([
    ['nothing', ''],
    ['no cursor', 'abc'],
    ['a cursor of 0.2', Buffer.from('["stock","book-1"]').toString('base64url')],
    ['JSON of another shape', Buffer.from('{"a":1}').toString('base64url')],
    ['a text', Buffer.from('"stock"').toString('base64url')],
    ['NUL', '%00'],
    ['a very long text', 'A'.repeat(5_000)],
  ])('is refused where it holds %s', async (_, cursor) => {
    for (const question of questions) {
      const { status, body } = await served.get(withPage(question, `cursor=${cursor}`));
      expect([question, status, body.code]).toEqual([question, 400, 'invalid-cursor']);
    }
  });

  it.each(questions)('of %s with any character changed is refused', async (question) => {
    const cursor = await cursorOf(question);
    for (const at of [0, 5, Math.floor(cursor.length / 2), cursor.length - 3]) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const changed = `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`;
      const { status, body } = await served.get(withPage(question, `cursor=${changed}`));
      expect([changed, status, body.code]).toEqual([changed, 400, 'invalid-cursor']);
    }
  });
});
