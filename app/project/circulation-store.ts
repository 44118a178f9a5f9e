import type { Book } from '../../domain/book/book';
import type { TagCheckpoint } from '../../domain/tag/history';
import type { Loan } from '../../domain/tag/state';
import type { StockDelta } from '../../projections/stock';
import type { CommitResult, TagChange } from './project-tags';

/** How far a tag's rows have been brought. */
export type TagRecord = {
  readonly tagId: string;
  /** Moves with every transaction that writes anything of the tag. */
  readonly revision: number;
  readonly reading: TagCheckpoint;
  /** A rewrite that takes several transactions is under way, or was left behind: only reading the history
   *  from its start tells what is still to be written. Until the last one the tag keeps its old reading,
   *  so that the stock goes on counting what is served. */
  readonly rewriting: boolean;
};

/** One transaction's part for one tag in Inventory and Stock. */
export type CirculationChange = TagChange & {
  /** The revision on which it stands; undefined where the tag has no row yet. */
  readonly standsOn: number | undefined;
  readonly record: TagRecord;
  /** Rows of loans: of those that have ended. A running one is in the record. */
  readonly loans: readonly Loan[];
  readonly removedLoans: readonly Loan[];
  /** Every loan of which this may change what is served, as it was and as it will be, the running ones among
   *  them. */
  readonly touchedLoans: readonly Loan[];
  /** Books of which the tag has become a copy. */
  readonly books: readonly string[];
  readonly stock: StockDelta;
};

/** Inventory and Stock of one generation. */
export type CirculationStore = {
  /** May be a moment old, at half the price: a change that stands on an old revision is lost, and planned again. */
  readTag(tagId: string): Promise<TagRecord | undefined>;
  /** Consistent, as is `hasBook`. */
  readLoansAndBooks(tagId: string): Promise<{ readonly loans: Loan[]; readonly books: string[] }>;
  /** Each change whole or not at all, and all that move a sum together. `lost` are tags of which nothing was
   *  written, for they no longer have the revision that their change stands on; tried again, a change that
   *  was written is lost too. */
  commit(changes: readonly CirculationChange[]): Promise<CommitResult>;
  /** Whether anything is known of the book: details or copies. */
  hasBook(bookId: string): Promise<boolean>;
  /** Writes a book's details unless the same or later ones are there. `conflict` where a transaction is at
   *  the book's row. */
  writeBook(book: Book): Promise<'committed' | 'conflict'>;
};
