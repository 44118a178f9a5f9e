import type { Calendar } from '../../domain/calendar';
import type { StockCounts } from '../../projections/stock';
import type { GenerationStore } from '../history/generations';
import type { Clock } from '../lib/clock';
import { inGroups } from '../lib/in-groups';
import { libraryCalendar } from '../lib/library-calendar';
import { BookCatalogue } from './book-catalogue';
import { closingBefore } from './closing-before';
import { COLUMNS, type FileKind, fileKey } from './columns';
import { analyticsRows, hourRows, loanRows, stockRows } from './day-rows';
import { isDay } from './days';
import type {
  CsvFile,
  ExportBucket,
  ExportMarkList,
  ExportReads,
  ExportStateStore,
  StoredDay,
  StoredMark,
} from './export-ports';
import { manifests } from './manifests';
import { type ExportPlan, newestCountedDay, planExport } from './plan-export';

/** A projector may have marked up to 7 minutes before it changes rows (it remembers a mark for 5 minutes and
 *  runs for 2), and clocks differ: see docs/adr/0003-export-marks.md. */
export const MARK_SETTLED_MS = 20 * 60_000;

/** Each file on its way holds up to 10 MB. */
const CONCURRENT_FILES = 4;
const CONCURRENT_MARKS = 16;

export type ExportPorts = {
  readonly clock: Clock;
  readonly generations: GenerationStore;
  readonly reads: ExportReads;
  readonly bucket: ExportBucket;
  readonly marks: ExportMarkList;
  readonly state: ExportStateStore;
  readonly onProgress?: (progress: ExportProgress) => void;
  /** Writes only the four files of this library day, and leaves marks and state alone. */
  readonly date?: string;
};

/** After each file: `done` of `total` are written, `key` is the newest of them. */
export type ExportProgress = { readonly key: string; readonly done: number; readonly total: number };

export type ExportReport = {
  /** The object keys of the files written. */
  readonly files: readonly string[];
  /** The library's present day. */
  readonly today: string;
};

/** Writes the CSV files of every library day that may have changed since the last run, the first time of
 *  every day. Files are whole or as they were; a run that fails may simply be repeated.
 *  Delivery: no change is missed, see docs/adr/0003-export-marks.md; a file may be written again unchanged.
 *  Errors: a RangeError for a date that is none or that has not come; faults of the stores. */
export async function exportSnapshots(ports: ExportPorts): Promise<ExportReport> {
  const { clock, generations, marks, state, bucket, date } = ports;
  const began = clock();
  const { serving } = await generations.read();
  const calendar = libraryCalendar(serving.timeZone);
  const today = calendar(began).date;
  const served = { generation: serving.id, calendar, today };
  const exported = await state.read();
  if (date !== undefined) {
    requirePastOrPresent(date, today);
    const files = await writeFiles({ figures: [date], loans: [date] }, served, ports);
    return { files, today };
  }
  const seen = await marks.list();
  const plan = planExport(
    today,
    exported,
    seen.map(({ mark }) => mark),
  );
  const files = await writeFiles(plan, served, ports);
  for (const { key, content } of manifests(bucket.name)) await bucket.writeJson(key, content);
  await state.write(plan.state);
  await inGroups(
    seen.filter((mark) => isSettled(mark, began)),
    CONCURRENT_MARKS,
    (mark) => marks.clear(mark),
  );
  return { files, today };
}

function requirePastOrPresent(date: string, today: string) {
  if (!isDay(date)) throw new RangeError(`"${date}" is not a date; write it as YYYY-MM-DD.`);
  if (date > today) throw new RangeError(`${date} has not come yet; the library's day is ${today}.`);
}

const isSettled = ({ markedAt }: StoredMark, began: string) =>
  Date.parse(markedAt) < Date.parse(began) - MARK_SETTLED_MS;

type Served = { readonly generation: string; readonly calendar: Calendar; readonly today: string };

async function writeFiles(
  plan: ExportPlan,
  { generation, calendar, today }: Served,
  { reads, bucket, marks, state, onProgress }: ExportPorts,
): Promise<string[]> {
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
  const [firstDay] = plan.figures;
  if (firstDay === undefined) return files;
  const newestDay = async () => {
    const stored = await marks.list();
    return newestCountedDay(
      today,
      await state.read(),
      stored.map(({ mark }) => mark),
    );
  };
  const closing = await closingBefore(firstDay, { reads, generation, newestDay });
  for (const day of plan.figures) {
    const stored = await reads.day(generation, day);
    closeDay(closing, stored);
    const dayFiles: [FileKind, CsvFile['rows']][] = [
      ['stock', stockRows(day, closing, catalogue)],
      ['analytics', analyticsRows(day, stored, closing, catalogue)],
      ['hours', hourRows(day, stored)],
    ];
    await inGroups(dayFiles, CONCURRENT_FILES, ([kind, rows]) => write(kind, day, rows));
  }
  return files;
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
