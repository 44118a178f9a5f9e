import type { StockRow } from '../../projections/stock';
import { bookSearch } from './book-search';
import { type Page, type PageRequest, type Placed, takePage } from './page';
import type { StockReader, StoredBook } from './ports';

/** Books by book id, with a query those that it finds. */
export function listStock(
  stock: StockReader,
  { limit, after, query }: PageRequest & { readonly query?: string | undefined },
): Promise<Page<StockRow>> {
  const wanted = query ? { search: bookSearch(query) } : { pageSize: limit + 1 };
  return takePage(placed(stock.books({ after, ...wanted })), limit);
}

async function* placed(
  pages: AsyncIterable<readonly StoredBook[]>,
): AsyncGenerator<readonly Placed<StockRow>[]> {
  for await (const books of pages) yield books.map(({ row }) => ({ item: row, position: row.bookId }));
}
