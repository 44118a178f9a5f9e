import type { StockRow } from '../../projections/stock';
import { bookSearch } from './book-search';
import { type Page, type PageRequest, type Placed, takePage } from './page';
import type { StockReader, StoredBook } from './ports';

export const STOCK_FILTERS = ['in-stock', 'out-of-stock', 'low'] as const;
export type StockFilter = (typeof STOCK_FILTERS)[number];

type StockQuestion = PageRequest & {
  readonly query?: string | undefined;
  readonly status?: StockFilter | undefined;
  /** Low are books with at most so many copies left of more. */
  readonly lowStock: number;
};

/** Books by book id, with a query those that it finds, with a status those of it. */
export function listStock(
  stock: Pick<StockReader, 'books'>,
  { limit, after, query, status, lowStock }: StockQuestion,
): Promise<Page<StockRow>> {
  const wanted = query ? { search: bookSearch(query) } : status ? {} : { pageSize: limit + 1 };
  const isWanted = (row: StockRow) => status === undefined || hasStatus(row, status, lowStock);
  return takePage(placed(stock.books({ after, ...wanted }), isWanted), limit);
}

const hasStatus = ({ status, available, total }: StockRow, wanted: StockFilter, lowStock: number): boolean =>
  wanted === 'low' ? available > 0 && available <= lowStock && available < total : status === wanted;

async function* placed(
  pages: AsyncIterable<readonly StoredBook[]>,
  isWanted: (row: StockRow) => boolean,
): AsyncGenerator<readonly Placed<StockRow>[]> {
  for await (const books of pages) {
    const rows = books.map(({ row }) => row).filter(isWanted);
    yield rows.map((row) => ({ item: row, position: row.bookId }));
  }
}
