import { answersTable } from '../../../adapters/dynamodb/control/answers-table';
import { codeOf, commandFixture } from './command-fixture';
import { NOW, servedApi } from './served-api';

const fixture = commandFixture();
const { aBookOf, aCopyOf, fresh } = fixture;

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
      const { body } = await fixture.served.post(`/v1/tags/${tagId}/scans`, { mode: 'toggle' });
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
    const first = await fixture.served.call(method, path, { body, key });
    fixture.served.setNow('2026-03-20T12:30:00.000Z');
    const second = await fixture.served.call(method, path, { body, key });
    expect(second).toEqual(first);
    expect(first.status).toBeLessThan(300);
  });

  it('is answered the same again when the answer was lost with the process', async () => {
    const { method, path, body } = await prepare();
    const key = fresh('key');
    const answers = answersTable(fixture.db.client, fixture.db.tables.control);
    const dying = servedApi(fixture.db, {
      answers: { ...answers, keep: () => Promise.reject(new Error('The process ended here.')) },
    });
    expect((await dying.call(method, path, { body, key })).status).toBe(500);
    expect(dying.faults).toHaveLength(1);
    fixture.served.setNow('2026-03-20T12:30:00.000Z');
    const repeated = await fixture.served.call(method, path, { body, key });
    expect(repeated.status).toBeLessThan(300);
    expect(repeated.body.recordedAt).toBe(NOW);
  });

  it('is refused for another request under the same key, but not to another user', async () => {
    const { method, path, body, other } = await prepare();
    const key = fresh('key');
    await fixture.served.call(method, path, { body, key });
    expect(codeOf(await fixture.served.call(method, path, { body: other, key }))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
    const bens = await fixture.served.call(method, path, { body: other, key, user: 'ben' });
    expect(bens.body.code).not.toBe('idempotency-key-reused');
  });

  it('is done once when it comes twice at the same time', async () => {
    const { method, path, body } = await prepare();
    const key = fresh('key');
    const [first, second] = await Promise.all(
      [1, 2].map(() => fixture.served.call(method, path, { body, key })),
    );
    expect(second).toEqual(first);
    expect(first?.status).toBeLessThan(300);
  });
});

describe('an idempotency key', () => {
  it('keeps a refusal as well', async () => {
    const tagId = fresh('tag');
    const key = fresh('key');
    const bookId = fresh('book');
    const assign = () => fixture.served.call('POST', '/v1/tags', { body: { tagId, bookId }, key });
    expect(codeOf(await assign())).toEqual([404, 'unknown-book']);
    await fixture.served.post('/v1/books', { bookId, name: 'Emma', author: 'Jane Austen' });
    expect(codeOf(await assign())).toEqual([404, 'unknown-book']);
    expect(await fixture.served.post('/v1/tags', { tagId, bookId })).toMatchObject({ status: 201 });
  });

  it('is free again when its day is over, although the row is still there', async () => {
    const key = fresh('key');
    const register = (name: string) =>
      fixture.served.call('POST', '/v1/books', { body: { bookId: fresh('book'), name, author: 'A' }, key });
    expect((await register('Emma')).status).toBe(201);
    fixture.served.setNow('2026-03-21T12:59:00.000Z');
    expect(codeOf(await register('Moby Dick'))).toEqual([422, 'idempotency-key-reused']);
    fixture.served.setNow('2026-03-21T13:01:00.000Z');
    expect((await register('Moby Dick')).status).toBe(201);
  });
});

describe('an event recorded under a key', () => {
  it('is no answer to a command of the same key days later', async () => {
    const bookId = await aBookOf();
    const tagId = await aCopyOf(bookId);
    const key = fresh('key');
    const retire = () =>
      fixture.served.call('POST', `/v1/tags/${tagId}/retire`, { body: { reason: 'lost' }, key });
    expect((await retire()).body.eventId).toBe('retire#000001');
    await fixture.served.post('/v1/tags', { tagId, bookId });
    fixture.served.setNow('2026-03-23T12:00:00.000Z');
    expect((await retire()).body.eventId).toBe('retire#000002');
  });
});
