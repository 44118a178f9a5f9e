import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type BookColumn, importBooks } from '../../app/import/import-books';
import type { ImportContext, ImportRow } from '../../app/import/import-rows';
import { importTags, type TagColumn } from '../../app/import/import-tags';
import { tagStream } from '../../domain/ids';
import { csvRows } from '../import/csv-rows';
import { WorkFailed } from '../lib/failure';

const FILE = join(__dirname, 'books.csv');
const COLUMNS = ['book_id', 'name', 'author', 'isbn', 'copies'] as const;

export type DemoTag = { readonly tagId: string; readonly bookId: string };
type DemoBook = { readonly row: number; readonly values: Readonly<Record<(typeof COLUMNS)[number], string>> };

/** The demo library: public-domain works, each with two to five tagged copies. */
export async function readDemoBooks(): Promise<{ books: DemoBook[]; tags: DemoTag[] }> {
  const books: DemoBook[] = [];
  for await (const row of csvRows({ file: FILE, delimiter: ',' }, COLUMNS)) books.push(row);
  const tags = books.flatMap(({ values: { book_id: bookId, copies } }) =>
    Array.from({ length: Number(copies) }, (_, copy) => ({ tagId: demoTagId(`${bookId}/${copy}`), bookId })),
  );
  return { books, tags };
}

/** Registers the books and assigns the tags, unless the last of them is there already.
 *  Answers how many events were added. */
export async function importDemoBooks(
  { books, tags }: { readonly books: readonly DemoBook[]; readonly tags: readonly DemoTag[] },
  context: ImportContext,
): Promise<number> {
  const last = tags.at(-1);
  if (last === undefined || (await context.log.readStream(tagStream(last.tagId))).length > 0) return 0;
  const bookRows = books.map(({ row, values: { book_id, name, author, isbn } }) => ({
    row,
    values: { book_id, name, author, isbn },
  }));
  const tagRows = tags.map(({ tagId, bookId }, at) => ({
    row: at + 2,
    values: { tag_id: tagId, book_id: bookId, assigned_at: '' },
  }));
  const imported = await importBooks(oneByOne<BookColumn>(bookRows), context, mustBeTaken);
  const assigned = await importTags(oneByOne<TagColumn>(tagRows), context, mustBeTaken);
  return imported.eventsAdded + assigned.eventsAdded;
}

const mustBeTaken = (_: unknown, { row, problem }: { row: number; problem?: string }) => {
  if (problem !== undefined) throw new WorkFailed(`${FILE}, row ${row}: ${problem}`);
};

async function* oneByOne<Column extends string>(rows: readonly ImportRow<Column>[]) {
  yield* rows;
}

/** A number as SimpleMFRC522 reads it: four bytes of the tag's own and their XOR. */
export function demoTagId(seed: string): string {
  const uid = [...createHash('sha256').update(seed).digest().subarray(0, 4)];
  const check = uid.reduce((sum, byte) => sum ^ byte, 0);
  return String([...uid, check].reduce((number, byte) => number * 256 + byte, 0));
}
