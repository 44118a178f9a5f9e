import { createHash } from 'node:crypto';
import { eventsTable } from '../../../adapters/dynamodb/events/events-table';
import type { EventLog } from '../../../app/events/event-log';
import { readBook } from '../../../domain/book/book';
import { isBookEvent, isTagEvent } from '../../../domain/events';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { importFixture } from '../../support/import-fixture';

const NOW = '2024-06-01T12:00:00.000Z';

let db: TestDynamoDb;
let log: EventLog;
beforeAll(async () => {
  db = await startTestDynamoDb();
  log = eventsTable(db.client, db.tables.events);
  file = importFixture(log, { now: () => NOW });
});
afterAll(async () => {
  file.close();
  await db.stop();
});

let file: ReturnType<typeof importFixture>;
const books = (...rows: string[][]) => file.books(...rows);
const tags = (...rows: string[][]) => file.tags(...rows);
const loans = (...rows: string[][]) => file.loans(rows);
const historyOf = async (tagId: string) => (await log.readStream(`tag#${tagId}`)).filter(isTagEvent);

describe('importing books', () => {
  it('registers each once, however often the file comes, and keeps awkward text as it is', async () => {
    const rows = [
      ['b-1', 'Moby-Dick; or, The Whale', 'Herman Melville', ''],
      ['b-2', '=HYPERLINK("http://x","y") "quoted"\nsecond line 🐋', 'Ünsal', '978-3'],
    ];
    expect((await books(...rows)).summary).toMatchObject({ rows: 2, new: 2, eventsAdded: 2 });
    expect((await books(...rows)).summary).toMatchObject({ new: 0, known: 2, eventsAdded: 0 });
    const stored = readBook((await log.readStream('book#b-2')).filter(isBookEvent));
    const name = '=HYPERLINK("http://x","y") "quoted" second line 🐋';
    expect(stored).toMatchObject({ name, author: 'Ünsal', isbn: '978-3', revision: 0 });
  });

  it('changes only the details that differ', async () => {
    await books(['b-3', 'Old name', 'Author', '']);
    await books(['b-3', 'New name', 'Author', '']);
    const { summary } = await books(['b-3', 'Newest name', 'Author', '1']);
    expect(summary).toMatchObject({ new: 1, eventsAdded: 1 });
    const events = await log.readStream('book#b-3');
    expect(events.map(({ eventId, data }) => [eventId, data])).toEqual([
      ['details#000001', { bookId: 'b-3', name: 'New name' }],
      ['details#000002', { bookId: 'b-3', name: 'Newest name', isbn: '1' }],
      ['registered', { bookId: 'b-3', name: 'Old name', author: 'Author', isbn: '' }],
    ]);
  });

  it('refuses rows that describe one book otherwise together, naming each other', async () => {
    const rows = [
      ['b-6', 'One name', 'A', ''],
      ['b-6', 'Another', 'A', ''],
    ];
    const { results } = await books(...rows);
    expect(results.map(({ reason }) => reason)).toEqual([
      'row 3 describes this book otherwise; keep the right row',
      'row 2 describes this book otherwise; keep the right row',
    ]);
    expect(await log.readStream('book#b-6')).toEqual([]);
  });

  it('takes a book without an author, and refuses a number that a spreadsheet has rounded', async () => {
    const { results } = await books(['b-7', 'Anonymous', '', ''], ['b-8', 'Name', 'A', '9.78E+12']);
    expect(results.map(({ result }) => result)).toEqual(['new', 'refused']);
    expect(results[1]?.reason).toContain('9.78E+12 is a number that a spreadsheet has rounded');
  });

  it('refuses rows with every reason, takes the others', async () => {
    const { summary, results } = await books(['b\t4', '', 'A', ''], ['b-5', 'Name', 'A', '']);
    expect(summary).toMatchObject({ rows: 2, new: 1, refused: 1 });
    expect(results[0]).toMatchObject({ line: 2, reason: expect.stringMatching(/book_id.*; name is empty/) });
  });
});

describe('importing tags', () => {
  beforeAll(async () => {
    await books(['t-1', 'One', 'A', ''], ['t-2', 'Two', 'A', '']);
  });

  it('assigns a tag at the time given, and the same again adds nothing', async () => {
    const rows = [
      ['500', 't-1', '2020-01-05'],
      ['500', 't-2', '2021-01-05 10:00'],
    ];
    expect((await tags(...rows)).summary).toMatchObject({ new: 2 });
    expect((await tags(...rows)).summary).toMatchObject({ new: 0, known: 2 });
    const { reading, steps } = readHistory(await historyOf('500'), DEFAULT_RULES);
    expect(steps.map(({ event }) => event.effectiveAt)).toEqual([
      '2020-01-04T23:00:00.000Z',
      '2021-01-05T09:00:00.000Z',
    ]);
    expect(reading.state).toMatchObject({ status: 'available', bookId: 't-2' });
  });

  it('without a time assigns it now, once', async () => {
    expect((await tags(['501', 't-1', ''])).summary).toMatchObject({ new: 1 });
    expect((await tags(['501', 't-1', ''])).summary).toMatchObject({ known: 1 });
    expect((await historyOf('501')).map(({ effectiveAt, source }) => [effectiveAt, source])).toEqual([
      [NOW, { channel: 'import', by: 'ops' }],
    ]);
  });

  it('refuses an unknown book, a bad time and a time to come', async () => {
    const { results } = await tags(
      ['502', 'nobody', ''],
      ['503', 't-1', '5. Januar'],
      ['504', 't-1', '2024-06-01 15:00'],
      ['504', 't-1', '0206-01-05'],
      ['5 5', 't-1', ''],
    );
    expect(results.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('book nobody is not registered'),
      expect.stringContaining('is not a time'),
      expect.stringContaining('future'),
      expect.stringContaining('assigned_at 0206-01-05 lies before 1800-01-01'),
      expect.stringContaining('tag_id must be'),
    ]);
    expect(await historyOf('504')).toEqual([]);
  });
});

describe('importing loans', () => {
  beforeAll(async () => {
    await books(['l-1', 'One', 'A', '']);
    await tags(['600', 'l-1', '2020-01-01'], ['601', 'l-1', '2023-01-01'], ['602', 'l-1', '2020-01-01']);
  });

  it('makes a checkout and a return by reader import, with ids that follow from the row', async () => {
    const { summary } = await loans(['600', '2022-03-01', '2022-03-11'], ['600', '2022-04-01 10:00', '']);
    expect(summary).toMatchObject({ rows: 2, new: 2, eventsAdded: 3 });
    const { steps } = readHistory(await historyOf('600'), DEFAULT_RULES);
    const scans = steps.filter(({ event }) => event.type === 'TagScanned');
    expect(scans.map(({ event, outcome }) => [event.effectiveAt, event.data, outcome])).toEqual([
      ['2022-03-01T11:00:00.000Z', { ...scanOf('2022-03-01', 'checkout'), precision: 'day' }, 'borrowed'],
      ['2022-03-10T23:00:00.000Z', { ...scanOf('2022-03-01', 'return'), precision: 'day' }, 'returned'],
      ['2022-04-01T08:00:00.000Z', scanOf('2022-04-01T08:00:00.000Z', 'checkout'), 'borrowed'],
    ]);
    expect(scans[0]!.event).toMatchObject({ clockSuspect: false, recordedAt: NOW });
  });

  it('changes nothing when it comes again, and adds a return that was missing', async () => {
    await loans(['602', '2022-05-01', '']);
    expect((await loans(['602', '2022-05-01', ''])).summary).toMatchObject({
      eventsAdded: 0,
      known: 1,
    });
    const { summary } = await loans(['602', '2022-05-01', '2022-05-01']);
    expect(summary).toMatchObject({ eventsAdded: 1, new: 1 });
  });

  it('refuses a loan that was imported with another return', async () => {
    await loans(['602', '2022-06-01', '2022-06-05']);
    const { results } = await loans(['602', '2022-06-01', '2022-06-07']);
    expect(results[0]?.reason).toContain('stored with returned_at 2022-06-04T22:00:00.000Z');
  });

  it('refuses what cannot have been: bad times, a return before the borrow, the future', async () => {
    const { results, summary } = await loans(
      ['600', 'soon', ''],
      ['600', '2022-07-09', '2022-07-01'],
      ['600', '2024-06-02', ''],
      ['600', '0206-06-02', ''],
      ['600', '', '2022-07-01'],
      ['600', '2022-07-09 10:00', '2022-07-09 09:00'],
      ['', '2022-07-09', ''],
    );
    expect(summary).toMatchObject({ refused: 7, eventsAdded: 0 });
    expect(results.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('"soon" is not a time'),
      expect.stringContaining('does not lie after'),
      expect.stringContaining('future'),
      expect.stringContaining('borrowed_at 0206-06-02 lies before 1800-01-01'),
      expect.stringContaining('borrowed_at is empty'),
      expect.stringContaining('does not lie after'),
      expect.stringContaining('tag_id must be'),
    ]);
  });

  it('takes the scans of a loan of a tag that was not assigned then, and says so', async () => {
    const { results } = await loans(['601', '2022-01-01', ''], ['699', '2022-01-01', '']);
    for (const result of results) {
      expect(result).toMatchObject({
        result: 'no-loan',
        reason: expect.stringContaining('was not assigned'),
      });
    }
  });

  it('takes a file of many rows, chunk by chunk, each row reported once and in order', async () => {
    const rows = Array.from({ length: 1_050 }, (_, i) => [
      `7${i % 300}`,
      `2021-01-01 10:00:${String(i % 60).padStart(2, '0')}`,
      '2021-02-01',
    ]);
    const { results, summary } = await loans(...rows);
    expect(summary.rows).toBe(1_050);
    expect(results.map(({ line }) => line)).toEqual(rows.map((_, i) => i + 2));
    const again = await loans(...rows);
    expect(again.summary).toMatchObject({ eventsAdded: 0, known: 1_050 });
  });
});

function scanOf(borrow: string, mode: string) {
  const digest = createHash('sha256').update(`600|${borrow}|${mode}`).digest('hex').slice(0, 32);
  return { scanId: `import-${digest}`, tagId: '600', readerId: 'import', mode, text: '' };
}
