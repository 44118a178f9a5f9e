import type { BookDetails } from '../domain/events';
import { countsAsCopy, type TagState } from '../domain/tag-state';

/** How many copies of a book there are, and how many are left. */
export type StockRow = { readonly bookId: string } & BookDetails & {
    readonly total: number;
    readonly available: number;
    readonly onLoan: number;
    readonly status: 'in-stock' | 'out-of-stock';
  };

export type StockCounts = { readonly total: number; readonly onLoan: number };

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
export function stockDelta(before: TagState, after: TagState): ReadonlyMap<string, StockCounts> {
  const moved = new Map<string, StockCounts>();
  contribute(moved, before, -1);
  contribute(moved, after, 1);
  for (const [bookId, { total, onLoan }] of moved) {
    if (total === 0 && onLoan === 0) moved.delete(bookId);
  }
  return moved;
}

function contribute(moved: Map<string, StockCounts>, state: TagState, sign: 1 | -1) {
  if (!countsAsCopy(state)) return;
  const sum = moved.get(state.bookId) ?? { total: 0, onLoan: 0 };
  moved.set(state.bookId, {
    total: sum.total + sign,
    onLoan: sum.onLoan + (state.status === 'on-loan' ? sign : 0),
  });
}
