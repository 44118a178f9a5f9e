import type { Book } from '../../domain/book/book';
import type { TagCheckpoint } from '../../domain/tag/history';
import type { Counters } from '../../projections/counters';
import type { TagRows } from '../history/derive-rows';
import type { Figures } from '../history/generation-writer';
import type { Line, ParsedKey } from '../history/sum-keys';

/** A row as it is stored, without what says how often it was written. */
export type RowValue = Readonly<Record<string, unknown>>;
/** The rows of one tag by their names: `tag`, `loan#000001`, `book#b-1`, `contributions`. */
export type NamedRows = ReadonlyMap<string, RowValue>;

/** All that a tag's rows say, read consistently. */
export type ServedTag = {
  readonly rows: NamedRows;
  /** How far its row in Inventory has read it. */
  readonly reading: TagCheckpoint | undefined;
  /** What it has added to the sums of Analytics. */
  readonly added: Counters;
};

/** A row that others add to, with the key that names it. */
export type SumKey = Extract<ParsedKey, { kind: 'book-day' | 'day' | 'stock' | 'running' }>;

/** The rows of one generation, to be compared. */
export type ServedRows = {
  readonly segments: number;
  /** One part of all rows, as lines to be added up: all of a tag are under one key. */
  scan(segment: number): AsyncIterable<Line>;
  readTag(tagId: string): Promise<ServedTag>;
  readSum(key: SumKey): Promise<Figures>;
  /** Whether the day is listed as one on which something moved. */
  isListed(date: string): Promise<boolean>;
  /** A book's details, undefined where there are none. */
  readBook(bookId: string): Promise<RowValue | undefined>;
  /** Tags that are or were copies of the book, as an index has them. */
  tagsOf(bookId: string): Promise<readonly string[]>;
  /** What the rows must hold. */
  expectedTag(rows: TagRows): NamedRows;
  expectedBook(book: Book): RowValue;
};
