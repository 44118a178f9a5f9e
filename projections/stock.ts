import type { BookDetails } from '../domain/book/events';
import { countsAsCopy, type TagState } from '../domain/tag/state';

/** How many copies of a book there are, and how many are left. */
export type StockRow = { readonly bookId: string } & BookDetails & {
    readonly total: number;
    readonly available: number;
    readonly onLoan: number;
    readonly status: 'in-stock' | 'out-of-stock';
  };

export type StockCounts = { readonly total: number; readonly onLoan: number };

/** What moves in the counts of books, each at most once. */
export type StockDelta = readonly (readonly [bookId: string, moved: StockCounts])[];

/** The row that counts and details make. A book never registered has empty details. */
export function toStockRow(bookId: string, { total, onLoan }: StockCounts, details?: BookDetails): StockRow {
  const available = total - onLoan;
  return {
    bookId,
    name: details?.name ?? '',
    author: details?.author ?? '',
    isbn: details?.isbn ?? '',
    total,
    available,
    onLoan,
    status: available > 0 ? 'in-stock' : 'out-of-stock',
  };
}

/** What moves in the books' counts when a tag goes from one state to another; books that do not move
 *  are left out. */
export function stockDelta(before: TagState, after: TagState): StockDelta {
  const [was, is] = [countsOf(before), countsOf(after)];
  if (was && is && was.bookId === is.bookId) {
    const onLoan = is.onLoan - was.onLoan;
    return onLoan === 0 ? [] : [[is.bookId, { total: 0, onLoan }]];
  }
  const left: StockDelta = was ? [[was.bookId, { total: -1, onLoan: 0 - was.onLoan }]] : [];
  const joined: StockDelta = is ? [[is.bookId, { total: 1, onLoan: is.onLoan }]] : [];
  return [...left, ...joined];
}

const countsOf = (state: TagState) =>
  countsAsCopy(state) ? { bookId: state.bookId, onLoan: state.status === 'on-loan' ? 1 : 0 } : undefined;
