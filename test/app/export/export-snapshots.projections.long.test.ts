import fc from 'fast-check';
import { parseString } from 'fast-csv';
import { exportMarks } from '../../../adapters/dynamodb/control/export-marks';
import { eventsTable } from '../../../adapters/dynamodb/events/events-table';
import type { ExportPorts } from '../../../app/export/begin-export';
import { loanCells } from '../../../app/export/csv-rows';
import { daysBetween } from '../../../app/export/days';
import { exportSnapshots } from '../../../app/export/export-snapshots';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { exportStores } from '../../../wiring/export-stores';
import { libraryProjector } from '../../../wiring/library-projector';
import { startTestS3, type TestS3 } from '../../adapters/s3/test-s3';
import { aBook, anAssignment, aRename, aScan, at, aVoid } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';

const ZONE = 'America/New_York';
const calendar = libraryCalendar(ZONE);
const SERVING = { id: 'g1', rules: DEFAULT_RULES, timeZone: ZONE };
const NOW = '2026-03-06T15:00:00.000Z';

const cellsOf = (csv: string) =>
  new Promise<string[][]>((resolve, reject) => {
    const rows: string[][] = [];
    parseString<string[], string[]>(csv, { headers: false })
      .on('data', (row: string[]) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows.slice(1)));
  });

/** Projectors and export over real stores. */
describe('the export of what the projectors stored', () => {
  let db: TestDynamoDb;
  let s3: TestS3;
  let now = NOW;
  const events: LibraryEvent[] = [];
  let ports: ExportPorts;
  beforeAll(async () => {
    db = await startTestDynamoDb();
    s3 = await startTestS3();
    ports = {
      ...exportStores({
        ...db,
        ...DEFAULT_RULES,
        timeZone: ZONE,
        exports: { s3: s3.client, name: s3.bucket },
      }),
      clock: () => now,
    };
  });
  afterAll(async () => {
    await s3.stop();
    await db.stop();
  });

  const happen = async (news: readonly LibraryEvent[]) => {
    events.push(...news);
    await eventsTable(db.client, db.tables.events).insert(news);
    const project = libraryProjector({ ...db, clock: () => now });
    expect([...(await project(SERVING, news))]).toEqual([]);
  };
  const files = async () => {
    const contents = new Map<string, string>();
    for (const key of await s3.keys()) contents.set(key, (await s3.read(key)).toString('base64'));
    return contents;
  };
  const rowsOf = async (key: string) => cellsOf((await s3.read(key)).toString('utf8'));

  it('is the plain fold of the events', async () => {
    const tags = Array.from({ length: 72 }, (_, i) => `tag-${i}`);
    const histories = tags.flatMap((tagId, i) =>
      fc
        .sample(tagHistory(tagId), { seed: 1_000 + i, numRuns: 20 })
        .reduce((longest, history) => (history.length > longest.length ? history : longest)),
    );
    const inAnyOrder = histories
      .map((event, i) => ({ event, place: (i * 7919) % 1_009 }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event);
    await happen([
      aBook(at('09:00', '2026-03-02'), 'book-a', '=HYPERLINK("http://x","Emma")'),
      aBook(at('09:00', '2026-03-03'), 'book-b', 'Sense,\r\n"and" Sensibility 📚'),
    ]);
    for (let i = 0; i < inAnyOrder.length; i += 20) await happen(inAnyOrder.slice(i, i + 20));
    await exportSnapshots(ports);

    const library = readLibrary(events, DEFAULT_RULES, calendar);
    const books = new Map(library.stock.map((row) => [row.bookId, row]));
    for (const day of daysBetween('2026-03-02', '2026-03-06')) {
      const loans = library.loans
        .filter((loan) => calendar(loan.borrowedAt).date === day)
        .map((loan) => loanCells(loan, books.get(loan.bookId) ?? { name: '', author: '' }, calendar))
        .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
      expect(await rowsOf(`loans/dt=${day}/loans.csv`)).toEqual(loans);
      const analytics = (await rowsOf(`analytics/dt=${day}/analytics.csv`)).map(
        ([date, bookId, , , ...figures]) => [date, bookId, ...figures.map(Number)],
      );
      expect(analytics).toEqual(
        library.analytics.filter(({ date }) => date === day).map((row) => Object.values(row)),
      );
    }
    expect(library.loans.length).toBeGreaterThan(30);
    const stock = (await rowsOf('stock/dt=2026-03-06/stock.csv')).map(([, bookId, , , , ...counts]) => [
      bookId,
      ...counts,
    ]);
    expect(stock).toEqual(
      library.stock.map(({ bookId, total, available, onLoan, status }) => [
        bookId,
        `${total}`,
        `${available}`,
        `${onLoan}`,
        status,
      ]),
    );
    const [emma] = await rowsOf('stock/dt=2026-03-06/stock.csv');
    expect(emma?.[2]).toBe('\'=HYPERLINK("http://x","Emma")');
  });

  it('changes no byte when it runs again', async () => {
    const before = await files();
    const { files: written } = await exportSnapshots(ports);
    expect(written.length).toBeGreaterThanOrEqual(4);
    expect(await files()).toEqual(before);
  });

  it.each([
    ['a late scan', [aScan('2026-03-02T08:30:00.000Z', { tagId: 'tag-1', scanId: 'late' })]],
    ['a void', [aVoid('2026-03-06T14:00:00.000Z', 's0', { tagId: 'tag-2' })]],
    ['a copy more', [anAssignment('2026-03-04T12:00:00.000Z', 'book-a', 1, { tagId: 'tag-new' })]],
    [
      'a loan that moves to an earlier day',
      [
        aScan('2026-03-04T16:00:00.000Z', { tagId: 'tag-new', scanId: 'second' }),
        aScan('2026-03-04T13:00:00.000Z', { tagId: 'tag-new', scanId: 'first' }),
      ],
    ],
    ['a new name', [aRename('2026-03-06T14:00:00.000Z', 'book-b', 'Northanger Abbey')]],
    ['a book registered after it had copies', [aBook('2026-03-06T14:00:00.000Z', 'book-c', 'Lady Susan')]],
  ])('after %s, an hour later, equals an export of everything', async (_, news) => {
    now = new Date(Date.parse(now) + 3_600_000).toISOString();
    for (const event of news) await happen([event]);
    now = new Date(Date.parse(now) + 3_600_000).toISOString();
    await exportSnapshots(ports);
    const partly = await files();
    await exportMarks(db.client, db.tables.control, () => now).mark(['all']);
    await exportSnapshots(ports);
    expect(partly).toEqual(await files());
    now = new Date(Date.parse(now) + 3_600_000).toISOString();
    await exportSnapshots(ports);
    expect(await ports.marks.list()).toEqual([]);
  });
});
