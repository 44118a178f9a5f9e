import type { Calendar } from '../../domain/calendar';
import type { StockCounts } from '../../projections/stock';
import { inGroups } from '../lib/in-groups';
import { BookCatalogue } from './book-catalogue';
import { closingBefore } from './closing-before';
import { COLUMNS, type FileKind, fileKey } from './columns';
import { analyticsRows, hourRows, loanRows, stockRows } from './day-rows';
import { daysBetween } from './days';
import type { CsvFile, ExportBucket, ExportReads, StoredDay } from './export-ports';
import type { ExportPlan } from './plan-export';

/** Each file on its way holds up to 10 MB. */
const CONCURRENT_FILES = 4;

/** After each file: `done` of `total` are written, `key` is the newest of them. */
export type ExportProgress = { readonly key: string; readonly done: number; readonly total: number };

export type WriteFilesPorts = {
  readonly reads: ExportReads;
  readonly bucket: ExportBucket;
  readonly generation: string;
  readonly calendar: Calendar;
  /** Nothing is counted on any day before. */
  readonly firstDay: string;
  /** The newest day on which anything is counted, as of now. */
  readonly newestDay: () => Promise<string>;
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined;
};

/** Writes the files of a plan. Answers their keys. */
export async function writeFiles(plan: ExportPlan, ports: WriteFilesPorts): Promise<string[]> {
  const { reads, bucket, generation, calendar, onProgress } = ports;
  const catalogue = await BookCatalogue.read(reads.books(generation), calendar);
  const total = plan.figures.length * 3 + plan.loans.length;
  const files: string[] = [];
  const write = async (kind: FileKind, day: string, rows: CsvFile['rows']) => {
    const key = fileKey(kind, day);
    await bucket.writeCsv({ key, columns: COLUMNS[kind], rows });
    files.push(key);
    onProgress?.({ key, done: files.length, total });
  };
  await inGroups(plan.loans, CONCURRENT_FILES, (day) =>
    write('loans', day, loanRows(day, reads.loans(generation, day, calendar), catalogue, calendar)),
  );
  for await (const { day, stored, closing } of daysOf(plan.figures, ports)) {
    const dayFiles: [FileKind, CsvFile['rows']][] = [
      ['stock', stockRows(day, closing, catalogue)],
      ['analytics', analyticsRows(day, stored, closing, catalogue)],
      ['hours', hourRows(day, stored)],
    ];
    await inGroups(dayFiles, CONCURRENT_FILES, ([kind, rows]) => write(kind, day, rows));
  }
  return files;
}

type ClosedDay = {
  readonly day: string;
  readonly stored: StoredDay;
  /** Every book's counts at its end. */
  readonly closing: ReadonlyMap<string, StockCounts>;
};

/** The days with the counts at their end. Those between them are read too: something may have come meanwhile. */
async function* daysOf(days: readonly string[], ports: WriteFilesPorts): AsyncGenerator<ClosedDay> {
  const { reads, generation } = ports;
  const [first] = days;
  if (first === undefined) return;
  const wanted = new Set(days);
  const closing = await closingBefore(first, ports);
  for (const day of daysBetween(first, days.at(-1) ?? first)) {
    const stored = await reads.day(generation, day);
    closeDay(closing, stored);
    if (wanted.has(day)) yield { day, stored, closing };
  }
}

/** Moves the counts on to the end of the day. */
function closeDay(closing: Map<string, StockCounts>, { books }: StoredDay) {
  for (const [bookId, day] of books) {
    const before = closing.get(bookId) ?? { total: 0, onLoan: 0 };
    closing.set(bookId, {
      total: before.total + (day.total ?? 0),
      onLoan: before.onLoan + (day.onLoan ?? 0),
    });
  }
}
