import type { RetirementReason } from '../../domain/tag/events';
import { mapLimited } from '../lib/map-limited';
import { newestFirst } from './list-inventory';
import { type Page, type PageRequest, takePage } from './page';
import { isOffered, type ReadModels, type StockReader, type StoredBook, type StoredTag } from './ports';
import { sameTags } from './same-tags';
import { tagRows } from './tag-rows';

type NamedBook = { readonly bookId: string; readonly name: string; readonly author: string };

/** A tag that readers saw and that is no copy: nobody has assigned it, or it was retired and is found. */
export type UnknownTag = {
  readonly tagId: string;
  readonly text: string;
  readonly readerId: string;
  readonly lastSeenAt: string;
  /** The registered book whose id the tag's memory holds; of a found copy its own. */
  readonly suggestedBook?: NamedBook;
  /** A retired copy that was seen again, with its book. */
  readonly found?: true;
  readonly bookId?: string;
  readonly book?: NamedBook;
  readonly retiredReason?: RetirementReason;
  readonly ignored?: true;
  /** Assigned tags whose ids are this one written otherwise, by id. */
  readonly sameAs?: readonly string[];
};

/** Tags scanned that are no copies, the one seen last first: those that are ignored, or those that are not. */
export async function listUnknownTags(
  { inventory, stock }: Pick<ReadModels, 'inventory' | 'stock'>,
  { limit, after, ignored }: PageRequest & { readonly ignored: boolean },
): Promise<Page<UnknownTag>> {
  const lists = ignored ? (['ignored', 'found-ignored'] as const) : (['unassigned', 'found'] as const);
  const entries = newestFirst(inventory, lists, { after, pageSize: limit + 1 });
  const page = await takePage(tagRows(inventory, entries, isUnknown(ignored)), limit);
  const [items, same] = await Promise.all([
    mapLimited(page.items, 16, (tag) => toUnknownTag(tag, stock)),
    sameTags(
      inventory,
      page.items.map(({ row }) => row.tagId),
    ),
  ]);
  return { ...page, items: items.map((tag) => withSame(tag, same.get(tag.tagId) ?? [])) };
}

const withSame = (tag: UnknownTag, sameAs: readonly string[]): UnknownTag =>
  sameAs.length > 0 ? { ...tag, sameAs } : tag;

/** An index may be a moment behind the rows. */
const isUnknown =
  (ignored: boolean) =>
  ({ row, ...tag }: StoredTag) =>
    (row.status === 'unassigned' || tag.found === true) &&
    row.lastSeenAt !== undefined &&
    (tag.ignored === true) === ignored;

async function toUnknownTag(
  { row, text, found, ignored }: StoredTag,
  stock: StockReader,
): Promise<UnknownTag> {
  const { tagId, readerId = '', lastSeenAt = '', retiredReason } = row;
  const own = found && row.bookId;
  const bookId = own ?? text;
  const stored = bookId === '' ? undefined : await stock.book(bookId);
  const book = stored?.detailsRevision === undefined ? undefined : named(stored);
  return {
    tagId,
    text,
    readerId,
    lastSeenAt,
    ...(book && stored && isOffered(stored) && { suggestedBook: book }),
    ...(own && { found: true, bookId: own, ...(book && { book }) }),
    ...(own && retiredReason && { retiredReason }),
    ...(ignored && { ignored }),
  };
}

const named = ({ row: { bookId, name, author } }: StoredBook): NamedBook => ({ bookId, name, author });
