import { answersTable } from '../../../adapters/dynamodb/answers-table';
import { eventsTable } from '../../../adapters/dynamodb/events-table';
import type { EventLog } from '../../../app/ports';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { NOW, type ServedApi, servedApi } from './served-api';

jest.setTimeout(60_000);

let db: TestDynamoDb;
beforeAll(async () => {
  db = await startTestDynamoDb();
}, 60_000);
afterAll(() => db.stop());

let served: ServedApi;
let names = 0;
/** A name that no other test has used. */
const fresh = (what: string) => {
  names += 1;
  return `${what}-${names}`;
};

beforeEach(() => {
  served = servedApi(db);
});

const aBookOf = async (name = 'Emma') => {
  const { body } = await served.post('/v1/books', { bookId: fresh('book'), name, author: 'Jane Austen' });
  return String(body.bookId);
};
const aCopyOf = async (bookId: string) => {
  const tagId = fresh('tag');
  expect(await served.post('/v1/tags', { tagId, bookId })).toMatchObject({ status: 201 });
  return tagId;
};
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('registering a book', () => {
  it('records who did it and when', async () => {
    const bookId = fresh('book');
    const details = { name: ' Emma ', author: 'Jane Austen', isbn: ' 978-0-14-143951-8 ' };
    const { status, body } = await served.post('/v1/books', { bookId, ...details }, { user: 'ben' });
    expect([status, body]).toEqual([
      201,
      {
        bookId,
        name: 'Emma',
        author: 'Jane Austen',
        isbn: '978-0-14-143951-8',
        eventId: 'registered',
        effectiveAt: NOW,
        recordedAt: NOW,
      },
    ]);
    expect(await served.log.read(`book#${bookId}`, 'registered')).toMatchObject({
      source: { channel: 'api', by: 'ben' },
    });
  });

  it('makes up an id where none is given', async () => {
    const { body } = await served.post('/v1/books', { name: 'Emma', author: 'Jane Austen' });
    expect(body.bookId).toMatch(/^book-id-\d+-1$/);
    expect(body.isbn).toBe('');
  });

  it('refuses an id that is taken, also when two do it at once', async () => {
    const bookId = fresh('book');
    const both = await Promise.all(
      ['Emma', 'Moby Dick'].map((name) => served.post('/v1/books', { bookId, name, author: 'Anon' })),
    );
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'book-exists'],
    ]);
  });
});

describe('changing a book', () => {
  it('records only what differs, and nothing if nothing does', async () => {
    const bookId = await aBookOf('Emma');
    const path = `/v1/books/${bookId}`;
    const first = await served.call('PATCH', path, {
      body: { name: 'Emma, a novel', author: 'Jane Austen' },
    });
    expect(first).toMatchObject({
      status: 200,
      body: { name: 'Emma, a novel', revision: 1, eventId: 'details#000001' },
    });
    expect((await served.log.read(`book#${bookId}`, 'details#000001'))?.data).toEqual({
      bookId,
      name: 'Emma, a novel',
    });
    const second = await served.call('PATCH', path, { body: { name: 'Emma, a novel' } });
    expect(second.body).toEqual({
      bookId,
      name: 'Emma, a novel',
      author: 'Jane Austen',
      isbn: '',
      revision: 1,
    });
  });

  it('gives two changes at once both their turn', async () => {
    const bookId = await aBookOf();
    const path = `/v1/books/${bookId}`;
    const both = await Promise.all(
      [{ name: 'Emma II' }, { isbn: '1' }].map((body) => served.call('PATCH', path, { body })),
    );
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both.map(({ body }) => body.revision).sort()).toEqual([1, 2]);
    expect((await served.call('PATCH', path, { body: { isbn: '1' } })).body).toMatchObject({
      name: 'Emma II',
      isbn: '1',
      revision: 2,
    });
  });

  it('refuses an unknown book and a change of nothing', async () => {
    const unknown = await served.call('PATCH', '/v1/books/nowhere', { body: { name: 'X' } });
    expect(codeOf(unknown)).toEqual([404, 'unknown-book']);
    const nothing = await served.call('PATCH', '/v1/books/nowhere', { body: {} });
    expect(codeOf(nothing)).toEqual([400, 'invalid-request']);
  });
});

describe('assigning a tag', () => {
  it('needs a registered book and a free tag, or replace', async () => {
    const [first, second] = [await aBookOf(), await aBookOf()];
    const tagId = fresh('tag');
    expect(codeOf(await served.post('/v1/tags', { tagId, bookId: 'nowhere' }))).toEqual([
      404,
      'unknown-book',
    ]);
    expect(await served.post('/v1/tags', { tagId, bookId: first })).toMatchObject({
      status: 201,
      body: { tagId, bookId: first, eventId: 'assign#000001', effectiveAt: NOW },
    });
    const taken = await served.post('/v1/tags', { tagId, bookId: second });
    expect(codeOf(taken)).toEqual([409, 'tag-assigned']);
    expect(taken.body.detail).toContain(first);
    expect(await served.post('/v1/tags', { tagId, bookId: second, replace: true })).toMatchObject({
      status: 201,
      body: { bookId: second, eventId: 'assign#000002' },
    });
  });

  it('takes the number that a reader shows for a tag', async () => {
    const { body } = await served.post('/v1/tags', { tagId: 386103974449, bookId: await aBookOf() });
    expect(body.tagId).toBe('386103974449');
  });

  it('lets one of two at once win, and both with replace', async () => {
    const [first, second] = [await aBookOf(), await aBookOf()];
    const once = fresh('tag');
    const both = await Promise.all(
      [first, second].map((bookId) => served.post('/v1/tags', { tagId: once, bookId })),
    );
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'tag-assigned'],
    ]);
    const twice = fresh('tag');
    const replaced = await Promise.all(
      [first, second].map((bookId) => served.post('/v1/tags', { tagId: twice, bookId, replace: true })),
    );
    expect(replaced.map(({ body }) => body.eventId).sort()).toEqual(['assign#000001', 'assign#000002']);
  });

  it('brings back a retired tag, although the clock stands still or is a little behind', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    await served.post(`/v1/tags/${tagId}/retire`, { reason: 'lost' });
    served.setNow('2026-03-20T11:59:59.000Z');
    expect(await served.post('/v1/tags', { tagId, bookId })).toMatchObject({
      status: 201,
      body: { effectiveAt: '2026-03-20T12:00:00.002Z', recordedAt: '2026-03-20T11:59:59.000Z' },
    });
    const { body } = await served.get(`/v1/inventory/${tagId}/timeline`);
    expect(body.state.status).toBe('available');
  });
});

describe('retiring a tag', () => {
  it('happens once while it is a copy', async () => {
    const tagId = await aCopyOf(await aBookOf());
    const retire = () => served.post(`/v1/tags/${tagId}/retire`, { reason: 'damaged' });
    expect(await retire()).toMatchObject({
      status: 201,
      body: { tagId, reason: 'damaged', eventId: 'retire#000001' },
    });
    expect(codeOf(await retire())).toEqual([409, 'tag-retired']);
    expect(codeOf(await served.post('/v1/tags/nobody/retire', { reason: 'lost' }))).toEqual([
      404,
      'unknown-tag',
    ]);
    const stray = fresh('tag');
    await served.post(`/v1/tags/${stray}/scans`, { mode: 'toggle' });
    expect(codeOf(await served.post(`/v1/tags/${stray}/retire`, { reason: 'lost' }))).toEqual([
      409,
      'tag-not-assigned',
    ]);
  });

  it('lets one of two at once win', async () => {
    const tagId = await aCopyOf(await aBookOf());
    const both = await Promise.all(
      ['lost', 'withdrawn'].map((reason) => served.post(`/v1/tags/${tagId}/retire`, { reason })),
    );
    expect(both.map(codeOf).sort()).toEqual([
      [201, undefined],
      [409, 'tag-retired'],
    ]);
  });
});

describe('a scan entered by hand', () => {
  it('says at once what it meant', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    served.setNow('2026-03-20T12:00:30.000Z');
    const { status, body } = await served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    expect([status, body]).toEqual([
      201,
      {
        tagId,
        scanId: expect.stringMatching(/^desk-/),
        readerId: 'desk:ann',
        mode: 'toggle',
        outcome: 'borrowed',
        bookId,
        statusAfter: 'on-loan',
        eventId: `scan#${body.scanId}`,
        effectiveAt: '2026-03-20T12:00:30.000Z',
        recordedAt: '2026-03-20T12:00:30.000Z',
      },
    ]);
    const again = await served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    expect(again.body.outcome).toBe('repeat');
  });

  it('counts when it happened', async () => {
    const tagId = await aCopyOf(await aBookOf());
    served.setNow('2026-03-20T14:00:00.000Z');
    const scan = { mode: 'checkout', scannedAt: '2026-03-20T14:30:00.123456+01:00' };
    const { body } = await served.post(`/v1/tags/${tagId}/scans`, scan);
    expect(body).toMatchObject({
      outcome: 'borrowed',
      effectiveAt: '2026-03-20T13:30:00.123Z',
      recordedAt: '2026-03-20T14:00:00.000Z',
    });
  });

  it.each([
    ['2026-03-20T12:05:00.000Z', 201],
    ['2026-03-20T12:05:00.001Z', 422],
    ['2025-02-13T12:00:00.000Z', 201],
    ['2025-02-13T11:59:59.999Z', 422],
  ])('at %s is answered with %d', async (scannedAt, status) => {
    const answer = await served.post(`/v1/tags/${fresh('tag')}/scans`, { mode: 'toggle', scannedAt });
    expect(answer.status).toBe(status);
    if (status === 422) expect(answer.body.code).toBe('scanned-at-out-of-range');
    else expect(answer.body.outcome).toBe('unknown-tag');
  });
});

describe('voiding a scan', () => {
  it('happens once, of a scan that there is', async () => {
    const tagId = await aCopyOf(await aBookOf());
    const { body: scan } = await served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    const path = `/v1/tags/${tagId}/scans/${scan.scanId}/void`;
    expect(await served.post(path, { reason: 'by mistake' })).toMatchObject({
      status: 201,
      body: { tagId, scanId: scan.scanId, reason: 'by mistake', eventId: `void#${scan.scanId}` },
    });
    const second = await served.post(path, { reason: 'once more' });
    expect(codeOf(second)).toEqual([409, 'already-voided']);
    expect(second.body.detail).toContain('by ann');
    const unknown = await served.post(`/v1/tags/${tagId}/scans/nowhere/void`, { reason: 'x' });
    expect(codeOf(unknown)).toEqual([404, 'unknown-scan']);
    const timeline = await served.get(`/v1/inventory/${tagId}/timeline`);
    expect(timeline.body.entries.map(({ outcome }: { outcome?: string }) => outcome)).toContain('voided');
    expect(timeline.body.state.status).toBe('available');
  });
});

/** Each command with a way to give it anew under a key. */
const COMMANDS: [string, () => Promise<{ path: string; method: string; body: object; other: object }>][] = [
  [
    'registering a book',
    async () => ({
      method: 'POST',
      path: '/v1/books',
      body: { name: 'Emma', author: 'Jane Austen' },
      other: { name: 'Emma', author: 'Anon' },
    }),
  ],
  [
    'changing a book',
    async () => ({
      method: 'PATCH',
      path: `/v1/books/${await aBookOf()}`,
      body: { name: fresh('name') },
      other: { name: 'other' },
    }),
  ],
  [
    'assigning a tag',
    async () => ({
      method: 'POST',
      path: '/v1/tags',
      body: { tagId: fresh('tag'), bookId: await aBookOf() },
      other: { tagId: fresh('tag'), bookId: await aBookOf() },
    }),
  ],
  [
    'retiring a tag',
    async () => ({
      method: 'POST',
      path: `/v1/tags/${await aCopyOf(await aBookOf())}/retire`,
      body: { reason: 'lost' },
      other: { reason: 'damaged' },
    }),
  ],
  [
    'entering a scan',
    async () => ({
      method: 'POST',
      path: `/v1/tags/${await aCopyOf(await aBookOf())}/scans`,
      body: { mode: 'toggle' },
      other: { mode: 'return' },
    }),
  ],
  [
    'voiding a scan',
    async () => {
      const tagId = await aCopyOf(await aBookOf());
      const { body } = await served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
      return {
        method: 'POST',
        path: `/v1/tags/${tagId}/scans/${body.scanId}/void`,
        body: { reason: 'by mistake' },
        other: { reason: 'on purpose' },
      };
    },
  ],
];

describe.each(COMMANDS)('%s under an idempotency key', (_, prepare) => {
  it('is answered the same again, and done once', async () => {
    const { method, path, body } = await prepare();
    const key = fresh('key');
    const first = await served.call(method, path, { body, key });
    served.setNow('2026-03-20T12:30:00.000Z');
    const second = await served.call(method, path, { body, key });
    expect(second).toEqual(first);
    expect(first.status).toBeLessThan(300);
  });

  it('is answered the same again when the answer was lost with the process', async () => {
    const { method, path, body } = await prepare();
    const key = fresh('key');
    const answers = answersTable(db.client, db.tables.control);
    const dying = servedApi(db, {
      answers: { ...answers, keep: () => Promise.reject(new Error('The process ended here.')) },
    });
    expect((await dying.call(method, path, { body, key })).status).toBe(500);
    expect(dying.faults).toHaveLength(1);
    served.setNow('2026-03-20T12:30:00.000Z');
    const repeated = await served.call(method, path, { body, key });
    expect(repeated.status).toBeLessThan(300);
    expect(repeated.body.recordedAt).toBe(NOW);
  });

  it('is refused for another request under the same key, but not to another user', async () => {
    const { method, path, body, other } = await prepare();
    const key = fresh('key');
    await served.call(method, path, { body, key });
    expect(codeOf(await served.call(method, path, { body: other, key }))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
    const bens = await served.call(method, path, { body: other, key, user: 'ben' });
    expect(bens.body.code).not.toBe('idempotency-key-reused');
  });

  it('is done once when it comes twice at the same time', async () => {
    const { method, path, body } = await prepare();
    const key = fresh('key');
    const [first, second] = await Promise.all([1, 2].map(() => served.call(method, path, { body, key })));
    expect(second).toEqual(first);
    expect(first?.status).toBeLessThan(300);
  });
});

describe('an idempotency key', () => {
  it('keeps a refusal as well', async () => {
    const tagId = fresh('tag');
    const key = fresh('key');
    const bookId = fresh('book');
    const assign = () => served.call('POST', '/v1/tags', { body: { tagId, bookId }, key });
    expect(codeOf(await assign())).toEqual([404, 'unknown-book']);
    await served.post('/v1/books', { bookId, name: 'Emma', author: 'Jane Austen' });
    expect(codeOf(await assign())).toEqual([404, 'unknown-book']);
    expect(await served.post('/v1/tags', { tagId, bookId })).toMatchObject({ status: 201 });
  });

  it('is free again when its day is over, although the row is still there', async () => {
    const key = fresh('key');
    const register = (name: string) =>
      served.call('POST', '/v1/books', { body: { bookId: fresh('book'), name, author: 'A' }, key });
    expect((await register('Emma')).status).toBe(201);
    served.setNow('2026-03-21T12:59:00.000Z');
    expect(codeOf(await register('Moby Dick'))).toEqual([422, 'idempotency-key-reused']);
    served.setNow('2026-03-21T13:01:00.000Z');
    expect((await register('Moby Dick')).status).toBe(201);
  });
});

describe('an event recorded under a key', () => {
  it('is no answer to a command of the same key days later', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    const key = fresh('key');
    const retire = () => served.call('POST', `/v1/tags/${tagId}/retire`, { body: { reason: 'lost' }, key });
    expect((await retire()).body.eventId).toBe('retire#000001');
    await served.post('/v1/tags', { tagId, bookId });
    served.setNow('2026-03-23T12:00:00.000Z');
    expect((await retire()).body.eventId).toBe('retire#000002');
  });
});

describe('a command whose insert the SDK repeated', () => {
  it('knows its own event', async () => {
    const table = eventsTable(db.client, db.tables.events);
    const twice: EventLog = {
      ...table,
      insert: async (events) => {
        await table.insert(events);
        return table.insert(events);
      },
    };
    served = servedApi(db, { log: twice });
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    const { body: scan } = await served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
    expect(scan.tagId).toBe(tagId);
    const voided = await served.post(`/v1/tags/${tagId}/scans/${scan.scanId}/void`, { reason: 'x' });
    expect(voided.status).toBe(201);
    expect((await served.post(`/v1/tags/${tagId}/retire`, { reason: 'lost' })).status).toBe(201);
  });
});

describe('a command among others that are always first', () => {
  it('gives up after three times with conflict, and keeps no answer', async () => {
    const bookId = await aBookOf();
    const tagId = fresh('tag');
    const key = fresh('key');
    const crowded = servedApi(db, {
      log: { ...served.log, insert: async (events) => events.map(() => 'exists' as const) },
    });
    const assign = { body: { tagId, bookId }, key };
    expect(codeOf(await crowded.call('POST', '/v1/tags', assign))).toEqual([409, 'conflict']);
    expect((await served.call('POST', '/v1/tags', assign)).status).toBe(201);
  });
});
