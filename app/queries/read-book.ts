import { isWithdrawn, readBook } from '../../domain/book/book';
import { isBookEvent } from '../../domain/events';
import { bookStream } from '../../domain/ids';
import { type StockRow, toStockRow } from '../../projections/stock';
import type { EventLog } from '../events/event-log';
import type { StockReader } from './ports';

/** A book with its counts, also one that is withdrawn and stands in no list. */
export type BookRow = StockRow & { readonly withdrawn: boolean };

/** One book: its details from its events, which no read model can be behind, its counts as they are served.
 *  Undefined for a book never registered and without copies. */
export async function readBookRow(
  bookId: string,
  { log, stock }: { readonly log: Pick<EventLog, 'readStream'>; readonly stock: StockReader },
): Promise<BookRow | undefined> {
  const [events, stored] = await Promise.all([log.readStream(bookStream(bookId)), stock.book(bookId)]);
  const book = readBook(events.filter(isBookEvent));
  const counts = stored?.row ?? { total: 0, onLoan: 0 };
  if (book === undefined && counts.total === 0) return undefined;
  return { ...toStockRow(bookId, counts, book), withdrawn: book !== undefined && isWithdrawn(book) };
}
