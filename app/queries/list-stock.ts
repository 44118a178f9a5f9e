import type { StockRow } from '../../projections/stock';
import { bookMatcher } from './book-search';
import { type Page, type PageRequest, type Placed, takePage } from './page';
import type { StockReader, StoredBook } from './ports';

/** Books by book id, with a query those that answer it. */
export function listStock(
  stock: StockReader,
  { limit, after, query }: PageRequest & { readonly query?: string | undefined },
): Promise<Page<StockRow>> {
  const matches = query ? bookMatcher(query) : undefined;
  const pages = stock.books({ after, ...(matches === undefined && { pageSize: limit + 1 }) });
  return takePage(placed(pages, matches), limit);
}

async function* placed(
  pages: AsyncIterable<readonly StoredBook[]>,
  matches: ((book: StockRow) => boolean) | undefined,
): AsyncGenerator<readonly Placed<StockRow>[]> {
  for await (const books of pages) {
    const rows = books.map(({ row }) => row);
    yield (matches ? rows.filter(matches) : rows).map((row) => ({ item: row, position: row.bookId }));
  }
}
