import { z } from 'zod';
import { type ApiAddress, getFromApi } from '../lib/api-call';
import { messageOf, WorkFailed } from '../lib/failure';
import type { LabelledCopy } from './label-fits';

/** Of which copies: of these books, these by their ids, or all that there are. */
export type WhichCopies = {
  readonly books: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
};

const copySchema = z.object({ tagId: z.string(), bookId: z.string().optional(), status: z.string() });
const copiesSchema = z.object({ items: z.array(copySchema), cursor: z.string().nullable() });
const bookSchema = z.object({ bookId: z.string(), name: z.string() });
const booksSchema = z.object({ items: z.array(bookSchema), cursor: z.string().nullable() });
type Copy = z.infer<typeof copySchema>;

const PAGE = 200;

/** The copies with their titles, each once, in the order asked for. Errors: WorkFailed that names every book and
 *  every copy that there is not. */
export async function copiesToLabel(
  api: ApiAddress,
  which: WhichCopies,
  signal: AbortSignal,
): Promise<readonly LabelledCopy[]> {
  const get = <T>(path: string, schema: z.ZodType<T>) => getFromApi(api, path, schema, signal);
  if (which.books === undefined && which.tags === undefined) return allCopies(get);
  const problems: string[] = [];
  const titles = new Map<string, string>();
  const named = async <T>(
    ids: readonly string[],
    find: (id: string) => Promise<readonly T[]>,
  ): Promise<T[]> => {
    const found: T[] = [];
    for (const id of new Set(ids)) {
      try {
        found.push(...(await find(id)));
      } catch (error) {
        if (!(error instanceof WorkFailed)) throw error;
        problems.push(messageOf(error));
      }
    }
    return found;
  };
  const titleOf = async (bookId: string) => {
    const known =
      titles.get(bookId) ?? (await get(`/v1/books/${encodeURIComponent(bookId)}`, bookSchema)).name;
    titles.set(bookId, known);
    return known;
  };
  const ofBooks = await named(which.books ?? [], async (bookId) => {
    await titleOf(bookId);
    const copies = await collect(get, `/v1/inventory?bookId=${encodeURIComponent(bookId)}`, copiesSchema);
    // Those that once were its copies are among them.
    return copies.filter((copy) => isCopy(copy) && copy.bookId === bookId);
  });
  const ofTags = await named(which.tags ?? [], async (tagId) => {
    const copy = await get(`/v1/inventory/${encodeURIComponent(tagId)}`, copySchema);
    if (!isCopy(copy)) throw new WorkFailed(`Tag ${tagId} is no copy of a book: it is ${copy.status}.`);
    return [copy];
  });
  if (problems.length > 0) throw new WorkFailed(problems.join(' '));
  const copies = new Map([...ofBooks, ...ofTags].map((copy) => [copy.tagId, copy]));
  const labelled: LabelledCopy[] = [];
  for (const { tagId, bookId = '' } of copies.values())
    labelled.push({ tagId, title: await titleOf(bookId) });
  return labelled;
}

type Get = <T>(path: string, schema: z.ZodType<T>) => Promise<T>;

async function allCopies(get: Get): Promise<readonly LabelledCopy[]> {
  const books = await collect(get, '/v1/stock?', booksSchema);
  const titles = new Map(books.map(({ bookId, name }) => [bookId, name]));
  const copies = await collect(get, '/v1/inventory?', copiesSchema);
  return copies.filter(isCopy).map(({ tagId, bookId = '' }) => ({ tagId, title: titles.get(bookId) ?? '' }));
}

type Page<Row> = { readonly items: readonly Row[]; readonly cursor: string | null };

async function collect<Row>(get: Get, path: string, schema: z.ZodType<Page<Row>>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<Row> = await get(`${path}&limit=${PAGE}${from}`, schema);
    rows.push(...page.items);
    cursor = page.cursor;
  }
  return rows;
}

const isCopy = ({ bookId, status }: Copy) =>
  bookId !== undefined && (status === 'available' || status === 'on-loan');
