import type { Withdrawal } from '../../domain/book/book';
import type { BookDetails } from '../../domain/book/events';
import type { Calendar } from '../../domain/calendar';
import type { Loan } from '../../domain/tag/state';
import type { BookDay } from '../../projections/analytics-rows';
import type { StockCounts } from '../../projections/stock';
import type { ExportMark } from './export-marks';

/** What a file says about a book. A book never registered has empty details and no registeredAt. */
export type ExportedBook = BookDetails & {
  readonly bookId: string;
  readonly registeredAt?: string;
  readonly withdrawals?: readonly Withdrawal[];
};

export type ExportedLoan = Loan & { readonly tagId: string };

/** A library day as the analytics table holds it: the sums of its books, and the day's own. */
export type StoredDay = {
  readonly books: ReadonlyMap<string, BookDay>;
  readonly figures: Readonly<Record<string, number>>;
};

/** What the export reads of one generation, page by page. */
export type ExportReads = {
  books(generation: string): AsyncIterable<ExportedBook>;
  /** Every book's counts now, read consistently. */
  runningTotals(generation: string): AsyncIterable<StockCounts & { readonly bookId: string }>;
  /** Read consistently. */
  day(generation: string, date: string): Promise<StoredDay>;
  /** The loans borrowed on the day, running ones too, bytewise in the order of their loan id. */
  loans(generation: string, date: string, calendar: Calendar): AsyncIterable<ExportedLoan>;
};

export type CsvFile = {
  readonly key: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>;
};

/** Where the files go. */
export type ExportBucket = {
  readonly name: string;
  /** Writes the whole file or nothing: until it resolves, what was under the key before stays.
   *  Takes rows no faster than they go out. */
  writeCsv(file: CsvFile): Promise<void>;
  writeJson(key: string, value: unknown): Promise<void>;
};

export type StoredMark = { readonly mark: ExportMark; readonly markedAt: string };

/** The exporter's side of the export marks. */
export type ExportMarkList = {
  /** All marks, read consistently. */
  list(): Promise<StoredMark[]>;
  /** Removes the mark unless it was set again since it was read. */
  clear(mark: StoredMark): Promise<void>;
};

/** How far the files have come. Days are the library's. */
export type ExportState = {
  /** The first day on which anything was ever counted. */
  readonly firstDay: string;
  /** The first day that has files; left out by what is stored from before 0.2, where it is the same. */
  readonly filesFrom?: string;
  /** When the first event of all was recorded, once that was asked. */
  readonly firstRecordedAt?: string;
  /** The last day that has files. */
  readonly lastDay: string;
  /** The newest day that anything was ever counted on; with a reader's fast clock or imported history it
   *  may lie ahead. */
  readonly newestDay: string;
};

export type ExportStateStore = {
  read(): Promise<ExportState | undefined>;
  write(state: ExportState): Promise<void>;
};
