import { mapLimited } from '../lib/map-limited';
import { type Page, type PageRequest, takePage } from './page';
import { isOffered, type ReadModels, type StockReader, type StoredTag } from './ports';
import { tagRows } from './tag-rows';

/** A tag that readers saw and nobody has assigned. */
export type UnknownTag = {
  readonly tagId: string;
  readonly text: string;
  readonly readerId: string;
  readonly lastSeenAt: string;
  /** The registered book whose id the tag's memory holds. */
  readonly suggestedBook?: { readonly bookId: string; readonly name: string; readonly author: string };
};

/** Tags scanned but not assigned, the one seen last first. */
export async function listUnknownTags(
  { inventory, stock }: Pick<ReadModels, 'inventory' | 'stock'>,
  { limit, after }: PageRequest,
): Promise<Page<UnknownTag>> {
  const entries = inventory.list({ by: 'status', status: 'unassigned' }, { after, pageSize: limit + 1 });
  const page = await takePage(tagRows(inventory, entries, isSeenAndUnassigned), limit);
  return { ...page, items: await mapLimited(page.items, 16, (tag) => withSuggestion(tag, stock)) };
}

const isSeenAndUnassigned = ({ row }: StoredTag) =>
  row.status === 'unassigned' && row.lastSeenAt !== undefined;

async function withSuggestion({ row, text }: StoredTag, stock: StockReader): Promise<UnknownTag> {
  const { tagId, readerId = '', lastSeenAt = '' } = row;
  const book = text === '' ? undefined : await stock.book(text);
  const suggested = book && isOffered(book) ? book.row : undefined;
  return {
    tagId,
    text,
    readerId,
    lastSeenAt,
    ...(suggested && {
      suggestedBook: { bookId: suggested.bookId, name: suggested.name, author: suggested.author },
    }),
  };
}
