import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { eventDigest } from '../../../app/events/event-digest';
import { controlKeys } from '../../../contract/keys';
import type { LibraryEvent } from '../../../domain/events';
import { aBook, anAssignment, aRename, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { servedApi } from './served-api';

let db: TestDynamoDb;
beforeEach(async () => {
  db = await startTestDynamoDb();
});
afterEach(() => db.stop());

const nameOf = ({ recordedAt, eventId, streamId }: LibraryEvent) => `${recordedAt}#${eventId}#${streamId}`;

describe('the audit feed', () => {
  /** Three days with events, two without between; on the first, many of one moment. */
  const events = [
    ...Array.from({ length: 30 }, (_, i) =>
      aScan(at('09:00', '2026-03-10'), { tagId: `ev-${i % 7}`, scanId: `a${i}` }),
    ),
    ...Array.from({ length: 40 }, (_, i) =>
      aScan(at('10:00', '2026-03-01'), {
        tagId: `ev-${i}`,
        scanId: `b${i}`,
        recordedAt: at(`2${i % 4}:59`, '2026-03-10'),
      }),
    ),
    aBook(at('23:59:59.999', '2026-03-11'), 'book-1'),
    aScan(at('00:00', '2026-03-14'), { tagId: 'ev-1', scanId: 'c1' }),
  ];
  const ordered = [...events].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

  it('gives everything once in the order of recording, in pages of any size, both ways', async () => {
    const served = servedApi(db);
    await served.log.insert(events);
    const span = 'from=2026-03-10T00:00:00Z&to=2026-03-20T00:00:00Z';
    for (const limit of [1, 7, 200]) {
      const { items, sizes } = await served.all(`/v1/events?${span}`, limit);
      expect((items as LibraryEvent[]).map(nameOf)).toEqual(ordered.map(nameOf));
      expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
      const newestFirst = await served.all(`/v1/events?order=desc&${span}`, limit);
      expect((newestFirst.items as LibraryEvent[]).map(nameOf)).toEqual(ordered.map(nameOf).reverse());
    }
  });

  it('includes both instants, and gives events as they are stored', async () => {
    const served = servedApi(db);
    await served.log.insert(events);
    const { body } = await served.get(
      '/v1/events?from=2026-03-11T23:59:59.999Z&to=2026-03-14T01:00:00.000+01:00',
    );
    expect(body.items).toEqual(ordered.slice(-2).map((event) => ({ ...event, digest: eventDigest(event) })));
  });

  it('tells what each event of a tag means by all that is recorded now, where it is asked to', async () => {
    const served = servedApi(db);
    const scan = aScan(at('09:00', '2026-03-20'), { tagId: 'told', scanId: 'told-1', mode: 'checkout' });
    await served.record([
      aBook(at('08:00', '2026-03-20'), 'book-1'),
      anAssignment(at('08:30', '2026-03-20'), 'book-1', 1, { tagId: 'told' }),
      scan,
    ]);
    const span = 'from=2026-03-20T00:00:00Z&to=2026-03-20T23:00:00Z';
    const { items } = (await served.get(`/v1/events?${span}&entries=true&order=desc`)).body;
    expect(items[0]).toMatchObject({
      eventId: scan.eventId,
      entry: { tagId: 'told', outcome: 'borrowed', bookId: 'book-1', name: expect.any(String) },
    });
    expect(items.at(-1)).not.toHaveProperty('entry');
    const { body } = await served.get(`/v1/events?${span}&order=desc`);
    expect(body.items[0]).not.toHaveProperty('entry');
  });

  it('is of the last day if nothing is asked', async () => {
    const served = servedApi(db);
    await served.log.insert(events);
    served.setNow('2026-03-14T12:00:00.000Z');
    expect((await served.get('/v1/events')).body.items).toHaveLength(1);
  });

  it.each([
    ['from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', 'must not lie after 2026-03-01T00:00:00.000Z'],
    ['from=2015-01-01T00:00:00Z', 'must lie at most 3653 days before 2026-03-20T12:00:00.000Z'],
    ['from=2026-03-01', 'must be a time like'],
  ])('refuses %s and says what is wrong', async (query, reason) => {
    const { status, body } = await servedApi(db).get(`/v1/events?${query}`);
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'invalid-request', 'query.from']);
    expect(body.detail).toContain(reason);
  });
});

describe('the status', () => {
  it('knows no lag while everything recorded is shown, and names depths and readers', async () => {
    const served = servedApi(db);
    const events = [
      aBook(at('08:00', '2026-03-20'), 'book-1'),
      aRename(at('08:30', '2026-03-20'), 'book-1', 'Emma'),
      anAssignment(at('09:00', '2026-03-20'), 'book-1', 1, { tagId: 's-1' }),
      aScan(at('10:00', '2026-03-20'), { tagId: 's-1' }),
      aScan(at('11:00', '2026-03-20'), { tagId: 's-2' }),
    ];
    await served.record(events);
    await db.client.send(
      new PutItemCommand({
        TableName: db.tables.control,
        Item: marshall({ ...controlKeys.reader('door'), lastSeenAt: at('11:00', '2026-03-20') }),
      }),
    );
    const { body } = await served.get('/v1/status');
    const lag = { lagMs: 0, newestRecordedAt: at('11:00', '2026-03-20') };
    expect(body).toEqual({
      asOf: '2026-03-20T12:00:00.000Z',
      generation: served.generation(),
      alsoWritten: [],
      projections: { circulation: lag, analytics: lag },
      readers: [{ readerId: 'door', lastSeenAt: at('11:00', '2026-03-20') }],
      quarantine: { badInput: 2 },
      deadLetters: { 'append-events': 0 },
    });
  });

  it('finds the age of the oldest event that is not shown, to a factor of two', async () => {
    const served = servedApi(db);
    const scans = Array.from({ length: 60 }, (_, minutes) =>
      aScan(new Date(Date.parse(at('11:00', '2026-03-20')) + minutes * 60_000).toISOString(), {
        tagId: `lag-${minutes}`,
      }),
    );
    await served.log.insert(scans);
    await served.project(scans.slice(0, 40));
    const { body } = await served.get('/v1/status');
    const trueLagMs = 20 * 60_000;
    for (const { lagMs } of Object.values<{ lagMs: number }>(body.projections)) {
      expect(lagMs).toBeLessThanOrEqual(trueLagMs);
      expect(lagMs).toBeGreaterThan(trueLagMs / 2);
    }
  });

  it('sees a book that stock does not show yet, on the day before too, and none where nothing is recorded', async () => {
    const served = servedApi(db);
    expect((await served.get('/v1/status')).body.projections).toEqual({
      circulation: { lagMs: 0 },
      analytics: { lagMs: 0 },
    });
    await served.log.insert([aBook(at('11:00', '2026-03-19'), 'book-late')]);
    const { body } = await served.get('/v1/status');
    expect(body.projections.circulation.lagMs).toBe(25 * 3_600_000);
    expect(body.projections.analytics.lagMs).toBe(0);
  });
});
