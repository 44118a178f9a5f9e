import type { TagStatus } from '../../domain/tag-state';
import type { InventoryRow } from '../../projections/inventory';
import { bookMatcher, fold } from './book-search';
import { mapLimited } from './map-limited';
import { type Page, type PageRequest, takePage } from './page';
import type { InventoryReader, ReadModels, StockReader, StoredTag, TagEntry, TagListing } from './ports';
import { tagRows } from './tag-rows';

export type InventoryFilter = {
  readonly status?: TagStatus | undefined;
  readonly bookId?: string | undefined;
  readonly query?: string | undefined;
};

/** Up to so many matching books their copies are looked up; beyond, every tag is looked at. */
const MAX_BOOKS_LOOKED_UP = 100;

/** Copies that pass the filter, in the order that `inventoryOrder` names. A query is for a part of the tag
 *  id, or for the book as in Stock. */
export async function listInventory(
  models: Pick<ReadModels, 'inventory' | 'stock'>,
  { limit, after, ...filter }: PageRequest & InventoryFilter,
): Promise<Page<InventoryRow>> {
  const { inventory, stock } = models;
  const books = filter.query ? await matchingBooks(stock, filter.query, filter.bookId) : undefined;
  const accepts = ({ row }: StoredTag) =>
    (filter.status === undefined || row.status === filter.status) &&
    (filter.bookId === undefined || row.bookId === filter.bookId) &&
    (books === undefined ||
      row.tagId.toLowerCase().includes(fold(filter.query ?? '')) ||
      (row.bookId !== undefined && books.has(row.bookId)));
  const listing = listingOf(filter);
  const entries =
    books && listing.by === 'tag' && books.size <= MAX_BOOKS_LOOKED_UP
      ? foundEntries(inventory, filter.query ?? '', [...books], after)
      : inventory.list(listing, { after, pageSize: isFiltered(filter) ? 1_000 : limit + 1 });
  const page = await takePage(tagRows(inventory, entries, accepts), limit);
  return { ...page, items: page.items.map(({ row }) => row) };
}

const isFiltered = ({ status, bookId, query }: InventoryFilter) =>
  [status, bookId, query].some((given) => given !== undefined);

/** Lists in different orders have cursors that do not fit each other. */
export const inventoryOrder = (filter: InventoryFilter): 'by-tag' | 'newest-first' => {
  const listing = listingOf(filter);
  return listing.by === 'status' && listing.status === 'unassigned' ? 'newest-first' : 'by-tag';
};

function listingOf({ status, bookId, query }: InventoryFilter): TagListing {
  if (bookId !== undefined) return { by: 'book', bookId };
  if (status !== undefined && status !== 'available' && !query) return { by: 'status', status };
  return { by: 'tag' };
}

async function matchingBooks(
  stock: StockReader,
  query: string,
  bookId: string | undefined,
): Promise<Set<string>> {
  const matches = bookMatcher(query);
  const found = new Set<string>();
  if (bookId !== undefined) {
    const book = await stock.book(bookId);
    if (book && matches(book.row)) found.add(bookId);
    return found;
  }
  for await (const books of stock.books({})) {
    for (const { row } of books) if (matches(row)) found.add(row.bookId);
  }
  return found;
}

/** Tags with the query in their id and copies of the books, by tag id. */
async function* foundEntries(
  inventory: InventoryReader,
  query: string,
  books: readonly string[],
  after: string | undefined,
): AsyncGenerator<readonly TagEntry[]> {
  const found = new Map<string, TagEntry>();
  const collect = async (listing: TagListing, wanted: (tagId: string) => boolean) => {
    for await (const entries of inventory.list(listing, { after })) {
      for (const entry of entries) if (wanted(entry.tagId)) found.set(entry.tagId, entry);
    }
  };
  await mapLimited(books, 8, (bookId) => collect({ by: 'book', bookId }, () => true));
  const part = fold(query);
  if (/^[a-z0-9._:-]+$/.test(part)) {
    await collect({ by: 'tag' }, (tagId) => tagId.toLowerCase().includes(part));
  }
  yield [...found.values()].sort((a, b) => (a.tagId < b.tagId ? -1 : 1));
}
