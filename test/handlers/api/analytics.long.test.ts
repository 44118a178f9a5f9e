import fc from 'fast-check';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { readMovements } from '../../../app/queries/closing-figures';
import type { AnalyticsReader } from '../../../app/queries/ports';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { anAssignment, aRetirement, aScan, at } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type ServedApi, servedApi } from './served-api';

const calendar = libraryCalendar('Europe/Berlin');

let db: TestDynamoDb;
beforeAll(async () => {
  db = await startTestDynamoDb();
});
afterAll(() => db.stop());

describe('the days’ figures', () => {
  let served: ServedApi;
  const events: LibraryEvent[] = [
    anAssignment(at('08:00', '2026-03-02'), 'book-a', 1, { tagId: 'an-1' }),
    anAssignment(at('08:00', '2026-03-02'), 'book-b', 1, { tagId: 'an-2' }),
    aScan(at('09:00', '2026-03-03'), { tagId: 'an-1' }),
    aScan(at('23:30', '2026-03-03'), { tagId: 'an-2' }),
    aScan(at('09:00', '2026-03-10'), { tagId: 'an-1' }),
    aRetirement(at('10:00', '2026-03-20'), 1, { tagId: 'an-2' }),
    aScan(at('11:00', '2026-03-20'), { tagId: 'an-3' }),
  ];
  const library = readLibrary(events, DEFAULT_RULES, calendar);

  beforeAll(async () => {
    served = servedApi(db);
    await served.record(events);
  });

  it('equal the plain fold, in pages of any size', async () => {
    for (const limit of [1, 2, 200]) {
      const { items } = await served.all('/v1/analytics/daily?from=2026-03-01&to=2026-03-20', limit);
      expect(items).toEqual(library.analytics);
    }
  });

  it('close a past day by the days after it, those outside the span too', async () => {
    const { body } = await served.get('/v1/analytics/daily?from=2026-03-02&to=2026-03-04');
    expect(body.items).toEqual(library.analytics.filter(({ date }) => date <= '2026-03-04'));
    expect(body.items.at(-1)).toMatchObject({ date: '2026-03-04', bookId: 'book-b', closingOnLoan: 1 });
    expect(
      body.days.map(({ date, closingTotal, closingOnLoan }: never) => [date, closingTotal, closingOnLoan]),
    ).toEqual([
      ['2026-03-02', 2, 0],
      ['2026-03-03', 2, 1],
      ['2026-03-04', 2, 2],
    ]);
  });

  it('give every date of the span over all books, on the first page only', async () => {
    const { body } = await served.get('/v1/analytics/daily?from=2026-03-01&to=2026-03-20&limit=1');
    expect(body.days).toHaveLength(20);
    const moved = new Set(library.days.map(({ date }) => date));
    expect(body.days.filter(({ date }: { date: string }) => moved.has(date))).toEqual(library.days);
    const next = await served.get(
      `/v1/analytics/daily?from=2026-03-01&to=2026-03-20&limit=1&cursor=${body.cursor}`,
    );
    expect(next.body.days).toBeUndefined();
  });

  it('are those of the 30 days up to today when no span is given', async () => {
    const { body } = await served.get('/v1/analytics/daily');
    expect(body.days.map(({ date }: { date: string }) => date)).toEqual(
      expect.arrayContaining(['2026-02-19', '2026-03-20']),
    );
    expect(body.days).toHaveLength(30);
  });

  it('can be asked for one book', async () => {
    const { body } = await served.get('/v1/analytics/daily?bookId=book-a');
    expect(body.items).toEqual(library.analytics.filter(({ bookId }) => bookId === 'book-a'));
    expect(body.days).toBeUndefined();
  });

  it('are those of ten years, where they are asked for', async () => {
    const { body } = await served.get('/v1/analytics/daily?from=2016-03-21&to=2026-03-20&limit=200');
    expect(body.items).toEqual(library.analytics);
    expect(body.days).toHaveLength(3_652);
    expect(JSON.stringify(body).length).toBeLessThan(6_000_000);
  });

  it('show nothing that is not there', async () => {
    expect((await served.get('/v1/analytics/daily?from=2010-01-01&to=2010-01-31')).body.items).toEqual([]);
  });

  it.each([
    ['from=2026-03-02&to=2026-03-01', 'query.from'],
    ['from=2015-01-01&to=2026-03-01', 'query.to'],
    ['from=1799-12-31&to=1800-01-01', 'query.from'],
    ['from=2026-02-30', 'query.from'],
    ['to=yesterday', 'query.to'],
  ])('refuse the span %s', async (query, path) => {
    const { status, body } = await served.get(`/v1/analytics/daily?${query}`);
    expect([status, body.code, body.errors[0].path]).toEqual([400, 'invalid-request', path]);
  });

  it('add up in a table of weekdays and hours of the library', async () => {
    const { body } = await served.get('/v1/analytics/hours?from=2026-03-01&to=2026-03-20');
    expect(body.items).toHaveLength(168);
    expect(body.items.filter(({ borrowed, returned }: never) => borrowed + returned > 0)).toEqual([
      { weekday: 2, hour: 10, borrowed: 1, returned: 1 },
      { weekday: 3, hour: 0, borrowed: 1, returned: 0 },
    ]);
    expect(body.items[0]).toEqual({ weekday: 1, hour: 0, borrowed: 0, returned: 0 });
    expect(body.items[167]).toMatchObject({ weekday: 7, hour: 23 });
  });
});

describe('the figures of any history', () => {
  it('equal the plain fold on every day and over every span', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(fc.nat(), { minLength: 1, maxLength: 1 })
          .chain(([seed = 0]) => fc.tuple(tagHistory(`p-${seed}-a`), tagHistory(`p-${seed}-b`))),
        fc.integer({ min: 0, max: 4 }),
        async ([one, two], start) => {
          runs += 1;
          const renamed = [...one, ...two].map((event) => renamedFor(event, `run-${runs}-`));
          const served = servedApi(db);
          await served.record(renamed);
          const library = readLibrary(renamed, DEFAULT_RULES, calendar);
          const from = `2026-03-0${start + 1}`;
          const { items } = await served.all(`/v1/analytics/daily?from=${from}&to=2026-03-05`, 200);
          expect(items).toEqual(library.analytics.filter(({ date }) => date >= from && date <= '2026-03-05'));
        },
      ),
      { numRuns: 12 },
    );
  });
});

function renamedFor<E extends LibraryEvent>(event: E, prefix: string): LibraryEvent {
  if (!('tagId' in event.data)) return event;
  const tagId = `${prefix}${event.data.tagId}`;
  return { ...event, streamId: `tag#${tagId}`, data: { ...event.data, tagId } } as LibraryEvent;
}

describe('figures read while a projector moves them', () => {
  it('belong together: a book that moved between two looks is looked at again', async () => {
    const state = { total: 5, onLoan: 0, dayOnLoan: 0 };
    let looks = 0;
    const analytics: Pick<AnalyticsReader, 'running' | 'bookDays'> = {
      running: async () => {
        looks += 1;
        return new Map([
          ['still', { total: 1, onLoan: 0 }],
          ['moving', { total: state.total, onLoan: state.onLoan }],
        ]);
      },
      bookDays: async (dates, bookIds) => {
        if (bookIds === undefined || looks < 4) {
          state.onLoan += 1;
          state.dayOnLoan += 1;
        }
        const books = new Map([['moving', { onLoan: state.dayOnLoan }]]);
        return new Map(dates.map((date) => [date, books]));
      },
    };
    const asked = { analytics: analytics as AnalyticsReader, serving: {} };
    const { days, running } = await readMovements(asked, async () => ['2026-03-02']);
    expect(looks).toBe(6);
    expect(running.get('moving')?.onLoan).toBe(2);
    expect(days.get('2026-03-02')?.get('moving')).toEqual({ onLoan: 2 });
  });
});
