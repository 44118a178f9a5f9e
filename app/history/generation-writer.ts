import type { Book } from '../../domain/book/book';
import type { TagRows } from './derive-rows';

export type Counts = { readonly total: number; readonly onLoan: number };
export type Figures = Readonly<Record<string, number>>;

/** Writes the rows of one generation that nobody else touches yet, each as a whole and absolutely: the same
 *  again changes nothing. Rows may wait in memory until flush. */
export type GenerationWriter = {
  putTag(rows: TagRows): Promise<void>;
  /** Deletes what an earlier attempt wrote of a tag and these rows do not have. */
  removeLeftovers(rows: TagRows): Promise<void>;
  putBook(bookId: string, counts: Counts, book: Book | undefined): Promise<void>;
  /** A book's running totals in Analytics. */
  putRunning(bookId: string, counts: Counts): Promise<void>;
  putBookDay(date: string, bookId: string, figures: Figures): Promise<void>;
  putDay(date: string, figures: Figures): Promise<void>;
  /** That something has moved on the day. */
  putMovedDay(date: string): Promise<void>;
  /** Everything put so far is stored. */
  flush(): Promise<void>;
};
