import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { exportBucket } from '../../adapters/s3/export-bucket';
import { COLUMNS, fileKey } from '../../app/export/columns';
import { loanCells } from '../../app/export/csv-rows';
import { addDays } from '../../app/export/days';
import type { ExportedLoan } from '../../app/export/export-ports';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { startTestS3, type TestS3 } from '../adapters/s3/test-s3';
import { askDuckDb } from './duckdb';

const PAGE = readFileSync(resolve(__dirname, '../../docs/exports.md'), 'utf8');
const FIRST = '2026-03-01';
const calendar = libraryCalendar('UTC');

let s3: TestS3;
let folder: string;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(() => s3.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-duckdb-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Lent = {
  readonly tagId: string;
  readonly bookId?: string;
  readonly name?: string;
  readonly hour?: number;
};

/** Writes the loans of a day as the export does, and lays the file where DuckDB finds it. */
async function day(date: string, lent: readonly Lent[]) {
  const rows = lent.map(({ tagId, bookId = 'b', name = 'Emma', hour = 9 }) => {
    const borrowedAt = `${date}T${String(hour).padStart(2, '0')}:00:00.000Z`;
    const returnedAt = `${addDays(date, 1)}T${String(hour).padStart(2, '0')}:30:00.000Z`;
    const loan: ExportedLoan = {
      tagId,
      loanNo: 1,
      bookId,
      borrowedAt,
      borrowedReaderId: 'desk-1',
      returnedAt,
      returnedReaderId: 'desk-1',
      closedBy: 'returned',
    };
    return loanCells(loan, { name, author: 'Jane Austen' }, calendar);
  });
  const key = fileKey('loans', date);
  await exportBucket(s3.client, s3.bucket).writeCsv({ key, columns: COLUMNS.loans, rows });
  mkdirSync(dirname(join(folder, key)), { recursive: true });
  writeFileSync(join(folder, key), await s3.read(key));
}

const headersOnly = async (days: number) => {
  for (let n = 0; n < days; n += 1) await day(addDays(FIRST, n), []);
  return addDays(FIRST, days);
};

/** The call of the page, asked of the folder. */
function callOfThePage(): string {
  const [, sql = ''] = /\*\*DuckDB\*\*[\s\S]*?```sql\n([\s\S]*?);\n```/.exec(PAGE) ?? [];
  expect(sql).toContain('s3://<bucket>');
  return sql.replaceAll('s3://<bucket>', folder);
}
const asked = (rest: string) => askDuckDb(`WITH loans AS (${callOfThePage()}) ${rest}`);
const plainly = (rest: string) =>
  askDuckDb(`WITH loans AS (SELECT * FROM read_csv('${folder}/loans/*/loans.csv')) ${rest}`);

describe('all days of loans, by the call of docs/exports.md', () => {
  it('have the latest hour and the longest loan as numbers after ten days of headers only', async () => {
    const from = await headersOnly(10);
    await day(from, [
      { tagId: 'T1', hour: 9 },
      { tagId: 'T2', hour: 18 },
    ]);
    const latest = 'SELECT max(borrowed_hour) AS hour FROM loans';
    expect(await asked(latest)).toEqual([{ hour: 18 }]);
    expect(await plainly(latest)).toEqual([{ hour: '9' }]);
    expect(
      await asked('SELECT avg(duration_hours) AS hours, count(*) FILTER (open) AS open FROM loans'),
    ).toEqual([{ hours: 24.5, open: '0' }]);
  });

  it('have their titles whole after a first day of headers only: quotes, commas and line breaks', async () => {
    const titles = ['He said "hi"', 'Sense,\r\n"and"\nSensibility', 'Ünïcode 📚', "'=1+1"];
    const from = await headersOnly(1);
    for (const [n, name] of titles.entries()) await day(addDays(from, n), [{ tagId: `T${n}`, name }]);
    const found = await asked('SELECT book_name FROM loans ORDER BY loan_id');
    expect(found.map(({ book_name }) => book_name)).toEqual([...titles.slice(0, 3), `'${titles[3]}`]);
    await expect(
      plainly('SELECT book_name FROM loans').then((rows) => rows.map((row) => row['book_name'])),
    ).rejects.toThrow();
  });

  it('keep zeros in front and an X at the end, however far down', async () => {
    const many = Array.from({ length: 21_000 }, (_, n) => ({
      tagId: String(100_000 + n),
      bookId: String(1_000 + n),
    }));
    await day(FIRST, many);
    await day(addDays(FIRST, 1), [
      { tagId: '007', bookId: '0306406152' },
      { tagId: '1e10', bookId: '043942089X' },
    ]);
    const found = await asked(
      "SELECT tag_id, book_id FROM loans WHERE tag_id IN ('007', '1e10') ORDER BY tag_id",
    );
    expect(found).toEqual([
      { tag_id: '007', book_id: '0306406152' },
      { tag_id: '1e10', book_id: '043942089X' },
    ]);
  });

  it('are as many rows as were written', async () => {
    const from = await headersOnly(2);
    await day(from, [{ tagId: 'T1', name: 'a\nb' }, { tagId: 'T2' }]);
    await day(addDays(from, 1), []);
    await day(addDays(from, 2), [{ tagId: 'T3' }]);
    expect(await asked('SELECT count(*)::INTEGER AS n FROM loans')).toEqual([{ n: 3 }]);
  });
});
