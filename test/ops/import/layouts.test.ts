import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBook } from '../../../domain/book/book';
import { isBookEvent } from '../../../domain/events';
import { memoryEventLog } from '../../support/memory-ports';
import { importInto } from './import-into';

const file = (name: string) => join(__dirname, 'layouts', name);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-layouts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let log: ReturnType<typeof memoryEventLog>;
beforeEach(() => {
  log = memoryEventLog();
});

/** Everything that stands in the log, as it is stored. */
const storedText = () => JSON.stringify(log.events());

async function booksOf(name: string) {
  const first = await importInto(log, 'books', file(name));
  expect(first.reasons).toEqual(first.rows.map(() => undefined));
  const again = await importInto(log, 'books', file(name));
  expect(again.summary).toMatchObject({ new: 0, known: first.summary.rows });
  const books = log.events().filter(isBookEvent);
  return books.map(({ data: { bookId }, streamId }) => {
    const { name, author, isbn } = readBook(books.filter((event) => event.streamId === streamId)) ?? {};
    return [bookId, name, author, isbn];
  });
}

describe('the books of another system, with no option at all', () => {
  it('come from Goodreads with its ids and 13-digit ISBNs', async () => {
    expect(await booksOf('goodreads.csv')).toEqual([
      ['9000001', 'The Lighthouse, Unlit', 'Ann Moor', '9780141439518'],
      ['9000002', 'A Winter Without Numbers', 'Cy Frost', ''],
      ['9000003', 'Unquoted Numbers', 'Dee Vale', '9780804429573'],
    ]);
  });

  it('come from LibraryThing with quotation marks in titles, and bytes of MARC-8 among the subjects', async () => {
    expect(await booksOf('librarything.tsv')).toEqual([
      ['7000001', 'Le phare éteint', 'Moor, Anne', '9780141439518'],
      ['7000002', '"Surely not", said the keeper', 'Frost, Cy', ''],
      ['7000003', '"The quoted lamp"', '', '9780804429573'],
    ]);
  });

  it('come from Libib under their ISBN, or an id made of the title', async () => {
    expect(await booksOf('libib.csv')).toEqual([
      ['9780141439518', 'The Lighthouse Unlit', 'Ann Moor, Bea Dale', '9780141439518'],
      ['9780804429573', 'Only An Old Number', 'Dee Vale', '9780804429573'],
      ['the-long-film-a-film-at-length', 'The Long Film: a Film, at Length', 'Cy Frost', ''],
    ]);
  });
});

async function loansOf(name: string, timeZone?: string) {
  const given = timeZone === undefined ? {} : { timeZone };
  const { rows, summary } = await importInto(log, 'loans', file(name), given);
  expect(summary.refused).toBe(0);
  expect((await importInto(log, 'loans', file(name), given)).summary.known).toBe(summary.rows);
  expect(storedText()).not.toMatch(/Moor|6f36265e|"usr"|borrower/);
  const events = log.events();
  return rows.map(({ row }) => {
    const tagId = row.values['tag_id'];
    return `${tagId} ${row.values['loan_id'] ?? ''}: ${events
      .filter(({ streamId }) => streamId === `tag#${tagId}`)
      .map((event) => (event.type === 'TagScanned' ? `${event.data.mode} ${event.effectiveAt}` : event.type))
      .join(', ')}`;
  });
}

describe('the loans of another system, with no option at all', () => {
  it('come from Koha as MySQL writes them, by the clocks of the library', async () => {
    expect((await loansOf('koha-loans.csv'))[2]).toBe(
      '31234000100033 903: checkout 2024-05-07T09:00:01.000Z',
    );
    expect((await loansOf('koha-loans.csv'))[0]).toBe(
      '31234000100017 901: checkout 2024-02-23T09:03:44.000Z, return 2024-03-09T15:40:12.000Z, ' +
        'checkout 2024-04-02T07:12:30.000Z, return 2024-04-16T15:05:00.000Z',
    );
  });

  it('come from Evergreen as PostgreSQL writes them, with the offset of each', async () => {
    expect(await loansOf('evergreen-loans.csv')).toEqual([
      '31234000200015 : checkout 2024-01-09T19:20:05.103Z, return 2024-01-30T15:11:42.000Z',
      '31234000200023 : checkout 2024-05-20T13:45:00.000Z',
    ]);
  });

  it('come from FOLIO, by the day of return and not by that of its entry', async () => {
    expect(await loansOf('folio-loans.csv')).toEqual([
      '31234000300013 0b6b5c9e-6a7f-4d2a-9a53-0f6a3a0d9a01: checkout 2024-02-01T15:04:05.123Z, return 2024-02-14T09:30:00.000Z',
      '31234000300021 0b6b5c9e-6a7f-4d2a-9a53-0f6a3a0d9a02: checkout 2024-05-03T08:00:00.000Z',
    ]);
  });

  it('come from Seattle’s open checkouts, month first', async () => {
    expect(await loansOf('seattle-checkouts.csv', 'America/Los_Angeles')).toEqual([
      '0010030000011 : checkout 2005-05-23T22:20:00.000Z',
      '0010030000029 : checkout 2006-01-03T17:11:00.000Z',
    ]);
  });
});

describe('the items of Koha, with no option at all', () => {
  it('become tags of their titles since the day they were accessioned', async () => {
    await importInto(log, 'books', file('koha-books.csv'));
    const { summary } = await importInto(log, 'tags', file('koha-items.csv'));
    expect(summary).toMatchObject({ rows: 3, new: 3 });
    expect((await importInto(log, 'tags', file('koha-items.csv'))).summary).toMatchObject({ known: 3 });
    const tags = log.events().filter(({ type }) => type === 'TagAssigned');
    expect(tags.map(({ data, effectiveAt }) => [data, effectiveAt])).toEqual([
      [{ tagId: '31234000100017', bookId: '11' }, '2019-03-03T23:00:00.000Z'],
      [{ tagId: '31234000100025', bookId: '11' }, '2019-03-03T23:00:00.000Z'],
      [{ tagId: '31234000100033', bookId: '12' }, '2021-10-10T22:00:00.000Z'],
    ]);
  });
});

describe('our own tags.csv', () => {
  const tags = (...rows: string[]) => {
    const path = join(folder, 'tags.csv');
    writeFileSync(
      path,
      ['tag_id,book_id,assigned_at,status,retired_at,retired_reason', ...rows, ''].join('\r\n'),
    );
    return importInto(log, 'tags', path);
  };
  const LOST = 'T2,11,2020-01-01T00:00:00.000Z,retired,2021-05-01T10:00:00.000Z,lost';

  it('brings retired copies as what they are, and again without doubling', async () => {
    await importInto(log, 'books', file('koha-books.csv'));
    const rows = ['T1,11,2020-01-01T00:00:00.000Z,on-loan,,', LOST];
    expect((await tags(...rows)).summary).toMatchObject({ new: 2, eventsAdded: 3 });
    expect((await tags(...rows)).summary).toMatchObject({ known: 2, eventsAdded: 0 });
    const events = log.events().filter(({ streamId }) => streamId === 'tag#T2');
    expect(events.map(({ eventId, effectiveAt, data }) => [eventId, effectiveAt, data])).toEqual([
      ['assign#000001', '2020-01-01T00:00:00.000Z', { tagId: 'T2', bookId: '11' }],
      ['retire#000001', '2021-05-01T10:00:00.000Z', { tagId: 'T2', reason: 'lost' }],
    ]);
  });

  it('adds the retirement to a copy that came without it', async () => {
    await importInto(log, 'books', file('koha-books.csv'));
    await tags('T2,11,2020-01-01T00:00:00.000Z,available,,');
    expect((await tags(LOST)).summary).toMatchObject({ new: 1, eventsAdded: 1 });
  });

  it('is refused row by row where a retirement cannot be', async () => {
    await importInto(log, 'books', file('koha-books.csv'));
    const { reasons } = await tags(
      'T1,11,,retired,2021-05-01,lost',
      'T2,11,2022-01-01,retired,2021-05-01,lost',
      'T3,11,2020-01-01,retired,soon,sold',
    );
    expect(reasons).toEqual([
      'retired_at needs assigned_at',
      'retired_at 2021-04-30T22:00:00.000Z lies before assigned_at',
      expect.stringMatching(
        /^retired_at "soon" is not a time: .*; retired_reason must be lost, damaged or withdrawn$/,
      ),
    ]);
  });
});
