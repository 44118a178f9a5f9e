import type { TagStatus } from '../../domain/tag/state';
import type { InventoryRow } from '../../projections/inventory';
import { bookSearch, fold, isFound } from './book-search';
import { type FoundCopies, findCopies } from './find-copies';
import { type Page, type PageRequest, takePage } from './page';
import type { ReadModels, StoredTag, TagListing } from './ports';
import { tagRows } from './tag-rows';

export type InventoryFilter = {
  readonly status?: TagStatus | undefined;
  readonly bookId?: string | undefined;
  readonly query?: string | undefined;
};

/** Copies that pass the filter, in the order that `inventoryOrder` names. A query is for a part of the tag
 *  id, or for the book as in Stock. */
export async function listInventory(
  models: Pick<ReadModels, 'inventory' | 'stock'>,
  { limit, after, ...filter }: PageRequest & InventoryFilter,
): Promise<Page<InventoryRow>> {
  const { inventory } = models;
  const found = filter.query === undefined ? undefined : await find(models, filter, filter.query, after);
  const part = fold(filter.query ?? '');
  const accepts = ({ row }: StoredTag) =>
    (filter.status === undefined || row.status === filter.status) &&
    (filter.bookId === undefined || row.bookId === filter.bookId) &&
    (found === undefined ||
      row.tagId.toLowerCase().includes(part) ||
      (row.bookId !== undefined && found.books.has(row.bookId)));
  const entries = found?.entries
    ? inOnePage(found.entries)
    : inventory.list(listingOf(filter), { after, pageSize: isFiltered(filter) ? 1_000 : limit + 1 });
  const page = await takePage(tagRows(inventory, entries, accepts), limit);
  return { ...page, items: page.items.map(({ row }) => row) };
}

/** Of one book only whether it is found; its copies are listed anyway. */
async function find(
  models: Pick<ReadModels, 'inventory' | 'stock'>,
  { bookId }: InventoryFilter,
  query: string,
  after: string | undefined,
): Promise<FoundCopies> {
  if (bookId === undefined) return findCopies(models, query, after);
  const book = await models.stock.book(bookId);
  return { books: new Set(book && isFound(book.row, bookSearch(query)) ? [bookId] : []) };
}

async function* inOnePage<Entry>(entries: readonly Entry[]): AsyncGenerator<readonly Entry[]> {
  yield entries;
}

const isFiltered = ({ status, bookId, query }: InventoryFilter) =>
  [status, bookId, query].some((given) => given !== undefined);

/** Lists in different orders have cursors that do not fit each other. */
export const inventoryOrder = (filter: InventoryFilter): 'by-tag' | 'newest-first' | 'longest-out-first' => {
  const listing = listingOf(filter);
  if (listing.by !== 'status' || listing.status === 'retired') return 'by-tag';
  return listing.status === 'unassigned' ? 'newest-first' : 'longest-out-first';
};

function listingOf({ status, bookId, query }: InventoryFilter): TagListing {
  if (bookId !== undefined) return { by: 'book', bookId };
  if (status !== undefined && status !== 'available' && !query) return { by: 'status', status };
  return { by: 'tag' };
}
