import { isWithdrawn, type Withdrawal } from '../../domain/book/book';
import type { Loan } from '../../domain/tag/state';
import type { BookDay } from '../../projections/analytics-rows';
import type { InventoryRow, TagList } from '../../projections/inventory';
import type { StockCounts, StockRow } from '../../projections/stock';
import type { ReaderFacts } from '../intake/reader-facts';
import type { BookSearch } from './book-search';

/** A tag as Inventory holds it. */
export type StoredTag = {
  readonly row: InventoryRow;
  /** What its memory held at its last scan that is not voided. */
  readonly text: string;
  /** The latest recordedAt among its events read so far. */
  readonly recordedUpTo?: string;
  /** Retired, and seen again since. */
  readonly found?: true;
  readonly ignored?: true;
};

/** A place in a list of tags. Positions sort bytewise in the order of the list. */
export type TagEntry = { readonly tagId: string; readonly position: string };

/** Which tags, and in what order: by tag id, as the retired ones are too; those on loan the longest out first, the
 *  other lists the newest sighting first. `book` gives those that are or once were copies of it. */
export type TagListing =
  | { readonly by: 'tag' }
  | { readonly by: 'book'; readonly bookId: string }
  | { readonly by: 'list'; readonly list: TagList };

/** From where a list goes on, and how many entries are likely to be wanted. */
export type ListStart = { readonly after?: string | undefined; readonly pageSize?: number };

/** Inventory of one generation. Lists are eventually consistent, rows are not. */
export type InventoryReader = {
  tag(tagId: string): Promise<StoredTag | undefined>;
  tagWithLoans(tagId: string): Promise<{ readonly tag: StoredTag; readonly loans: Loan[] } | undefined>;
  /** Those that exist, by tag id. */
  tags(tagIds: readonly string[]): Promise<ReadonlyMap<string, StoredTag>>;
  list(listing: TagListing, start: ListStart): AsyncIterable<readonly TagEntry[]>;
  /** The loans that began on a library date and have ended. */
  endedLoans(date: string): Promise<readonly Loan[]>;
  /** How many tags of a list were ever seen, of one by sightings. */
  countSeen(list: TagList): Promise<number>;
};

/** A book as Stock holds it. Without a revision, which moves with each of its events, it is not registered. */
export type StoredBook = {
  readonly row: StockRow;
  readonly detailsRevision?: number;
  readonly withdrawals?: readonly Withdrawal[];
};

/** Registered and not withdrawn: it can be suggested, and given copies. */
export const isOffered = (book: StoredBook): boolean =>
  book.detailsRevision !== undefined && !isWithdrawn(book);

/** A book without copies that was never registered, or is withdrawn, stands in no list. */
export const isListed = (book: StoredBook): boolean => book.row.total !== 0 || isOffered(book);

/** Stock of one generation, read consistently. */
export type StockReader = {
  /** Also one that is not listed. */
  book(bookId: string): Promise<StoredBook | undefined>;
  /** How many copies there are of all books, and how many are out. */
  totals(): Promise<StockCounts>;
  /** All books by book id, or those found, that are listed. */
  books(
    start: ListStart & { readonly search?: BookSearch | undefined },
  ): AsyncIterable<readonly StoredBook[]>;
};

/** Figures of each book by day, and day by book. A pair that never moved is absent. */
export type BookDays = ReadonlyMap<string, ReadonlyMap<string, BookDay>>;

/** Analytics of one generation, read consistently; absent figures are zero. */
export type AnalyticsReader = {
  /** The dates from one to another, both included, on which anything may have moved, in their order: of a generation
   *  that lists them. */
  movedDays(from: string, to: string): Promise<readonly string[]>;
  /** The running totals of these books, or of all. */
  running(bookIds?: readonly string[]): Promise<ReadonlyMap<string, StockCounts>>;
  /** Each day's books, or these books only. By date, then by book. */
  bookDays(dates: readonly string[], bookIds?: readonly string[]): Promise<BookDays>;
  /** Each day's own sums by figure. */
  daySums(dates: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>>;
  /** The latest recordedAt among the tag's events that have been counted. */
  countedUpTo(tagId: string): Promise<string | undefined>;
};

/** The read models of one generation. */
export type ReadModels = {
  readonly inventory: InventoryReader;
  readonly stock: StockReader;
  readonly analytics: AnalyticsReader;
};

/** A reader and when it was last heard, with its last status if it has sent one. */
export type SeenReader = {
  readonly readerId: string;
  readonly lastSeenAt?: string;
  readonly state?: string;
  /** By the reader's own clock. */
  readonly stateAt?: string;
  readonly stateReceivedAt?: string;
} & Omit<ReaderFacts, 'at'>;
export type SeenReaders = { list(): Promise<SeenReader[]> };

/** How many objects or messages wait in each place where a person must look. */
export type Depths = { read(): Promise<Readonly<Record<string, number>>> };

/** What the last verification found. */
export type Verified = {
  /** How many rows of this generation differed from history; 0 where it was not verified yet. */
  differences(generation: string): Promise<number>;
};
