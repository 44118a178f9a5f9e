import { mapLimited } from '../lib/map-limited';
import { bookSearch } from './book-search';
import type { InventoryReader, ReadModels, StockReader, TagEntry, TagListing } from './ports';
import { tagSearch } from './tag-search';

/** Up to so many found books their copies are looked up; beyond, every tag is to be looked at. */
const MAX_BOOKS_LOOKED_UP = 100;

/** What a query finds: books, and the tags that are or were copies of one or have the query in their id, by
 *  tag id. Without entries there are too many books to look each up. */
export type FoundCopies = { readonly books: ReadonlySet<string>; readonly entries?: readonly TagEntry[] };

export async function findCopies(
  { inventory, stock }: Pick<ReadModels, 'inventory' | 'stock'>,
  query: string,
  after: string | undefined,
): Promise<FoundCopies> {
  const [books, byId] = await Promise.all([foundBooks(stock, query), tagsWith(inventory, query, after)]);
  if (books.size > MAX_BOOKS_LOOKED_UP) return { books };
  const copies = await mapLimited([...books], 8, (bookId) =>
    collect(inventory, { by: 'book', bookId }, after, () => true),
  );
  const entries = new Map([byId, ...copies].flat().map((entry) => [entry.tagId, entry]));
  return { books, entries: [...entries.values()].sort((a, b) => (a.tagId < b.tagId ? -1 : 1)) };
}

async function foundBooks(stock: StockReader, query: string): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const books of stock.books({ search: bookSearch(query) })) {
    for (const { row } of books) found.add(row.bookId);
  }
  return found;
}

async function tagsWith(inventory: InventoryReader, query: string, after: string | undefined) {
  const isWanted = tagSearch(query);
  return isWanted ? collect(inventory, { by: 'tag' }, after, isWanted) : [];
}

async function collect(
  inventory: InventoryReader,
  listing: TagListing,
  after: string | undefined,
  isWanted: (tagId: string) => boolean,
): Promise<TagEntry[]> {
  const wanted: TagEntry[] = [];
  for await (const entries of inventory.list(listing, { after })) {
    wanted.push(...entries.filter(({ tagId }) => isWanted(tagId)));
  }
  return wanted;
}
