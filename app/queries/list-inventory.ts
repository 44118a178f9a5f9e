import { RETIREMENT_REASONS } from '../../domain/tag/events';
import { TAG_STATUSES } from '../../domain/tag/state';
import type { InventoryRow, TagList } from '../../projections/inventory';
import { mergeSorted } from '../lib/merge-sorted';
import { bookSearch, isFound } from './book-search';
import { type FoundCopies, findCopies } from './find-copies';
import { inOneChunk, type Page, type PageRequest, takePage } from './page';
import type { InventoryReader, ListStart, ReadModels, StoredTag, TagEntry } from './ports';
import { tagRows } from './tag-rows';
import { tagSearch } from './tag-search';

/** Where a copy stands; `held` are those that count as copies; of a retired one also why. */
export const INVENTORY_STATUSES = ['held', ...TAG_STATUSES, ...RETIREMENT_REASONS] as const;
export type InventoryStatus = (typeof INVENTORY_STATUSES)[number];

export type InventoryFilter = {
  readonly status?: InventoryStatus | undefined;
  readonly bookId?: string | undefined;
  readonly query?: string | undefined;
};

/** Copies that pass the filter, by tag id; of status on-loan alone the one longest out first, of unassigned alone the
 *  one seen last first. A query is for a part of the tag
 *  id, or for the book as in Stock. */
export async function listInventory(
  models: Pick<ReadModels, 'inventory' | 'stock'>,
  { limit, after, ...filter }: PageRequest & InventoryFilter,
): Promise<Page<InventoryRow>> {
  const { inventory } = models;
  const found = filter.query === undefined ? undefined : await find(models, filter, filter.query, after);
  const hasTag = filter.query === undefined ? undefined : tagSearch(filter.query);
  const accepts = ({ row }: StoredTag) =>
    (filter.status === undefined || hasStatus(row, filter.status)) &&
    (filter.bookId === undefined || row.bookId === filter.bookId) &&
    (found === undefined || hasTag?.(row.tagId) || (row.bookId !== undefined && found.books.has(row.bookId)));
  const entries = found?.entries
    ? inOneChunk(found.entries)
    : entriesOf(inventory, filter, { after, pageSize: isFiltered(filter) ? 1_000 : limit + 1 });
  const page = await takePage(tagRows(inventory, entries, accepts), limit);
  return { ...page, items: page.items.map(({ row }) => row) };
}

const hasStatus = ({ status, retiredReason }: InventoryRow, wanted: InventoryStatus): boolean =>
  wanted === 'held'
    ? status === 'available' || status === 'on-loan'
    : status === wanted || retiredReason === wanted;

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

const isFiltered = ({ status, bookId, query }: InventoryFilter) =>
  [status, bookId, query].some((given) => given !== undefined);

/** Tags of a status have lists of their own, unless they are looked for in other ways. */
const isListed = ({ status, bookId, query }: InventoryFilter) =>
  bookId === undefined && status !== undefined && status !== 'available' && status !== 'held' && !query;

function entriesOf(
  inventory: InventoryReader,
  filter: InventoryFilter,
  start: ListStart,
): AsyncIterable<readonly TagEntry[]> {
  if (filter.bookId !== undefined) return inventory.list({ by: 'book', bookId: filter.bookId }, start);
  if (!isListed(filter)) return inventory.list({ by: 'tag' }, start);
  if (filter.status === 'on-loan') return inventory.list({ by: 'list', list: 'on-loan' }, start);
  if (filter.status === 'unassigned') return newestFirst(inventory, ['unassigned', 'ignored'], start);
  return retiredByTag(inventory, start);
}

/** The tags of these lists, the one seen last first. */
export const newestFirst = (inventory: InventoryReader, lists: readonly TagList[], start: ListStart) =>
  mergeSorted(
    lists.map((list) => inventory.list({ by: 'list', list }, start)),
    (a, b) => (a.position > b.position ? -1 : 1),
  );

/** Those seen again are listed by when that was, and are few: people bring them back. */
async function* retiredByTag(inventory: InventoryReader, start: ListStart) {
  const { after = '' } = start;
  const found: TagEntry[] = [];
  for await (const entries of newestFirst(inventory, ['found', 'found-ignored'], {})) {
    found.push(...entries.map(({ tagId }) => ({ tagId, position: tagId })));
  }
  const later = found.filter(({ position }) => position > after).sort(byPosition);
  yield* mergeSorted([inventory.list({ by: 'list', list: 'retired' }, start), inOneChunk(later)], byPosition);
}

const byPosition = (a: TagEntry, b: TagEntry) => (a.position < b.position ? -1 : 1);
