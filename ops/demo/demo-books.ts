import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStore } from '../../adapters/files/line-store';
import { importBooks } from '../../app/import/import-books';
import type { ImportContext, ImportRow, RowResult } from '../../app/import/import-rows';
import { importTags } from '../../app/import/import-tags';
import { tagStream } from '../../domain/ids';
import { csvRows } from '../import/csv-rows';
import { WorkFailed } from '../lib/failure';

const FILE = join(__dirname, 'books.csv');
const COLUMNS = ['book_id', 'name', 'author', 'isbn', 'copies'] as const;

export type DemoTag = { readonly tagId: string; readonly bookId: string };

/** The demo library: public-domain works, each with two to five tagged copies. */
export async function readDemoBooks(): Promise<{ books: ImportRow[]; tags: DemoTag[] }> {
  const books: ImportRow[] = [];
  for await (const row of csvRows({ file: FILE, delimiter: ',' }, { required: COLUMNS })) books.push(row);
  const tags = books.flatMap(({ values: { book_id: bookId = '', copies } }) =>
    Array.from({ length: Number(copies) }, (_, copy) => ({ tagId: demoTagId(`${bookId}/${copy}`), bookId })),
  );
  return { books, tags };
}

/** Registers the books and assigns the tags, unless the last of them is there already.
 *  Answers how many events were added. */
export async function importDemoBooks(
  { books, tags }: { readonly books: readonly ImportRow[]; readonly tags: readonly DemoTag[] },
  context: ImportContext,
): Promise<number> {
  const last = tags.at(-1);
  if (last === undefined || (await context.log.readStream(tagStream(last.tagId))).length > 0) return 0;
  const tagRows = tags.map(({ tagId, bookId }, at) => ({
    line: at + 2,
    values: { tag_id: tagId, book_id: bookId, assigned_at: '' },
  }));
  const folder = await mkdtemp(join(tmpdir(), 'shelflog-demo-'));
  try {
    const run = { store: lineStore(folder, { durable: false }), onRow: mustBeTaken };
    const imported = await importBooks(oneByOne(books), context, run);
    const assigned = await importTags(oneByOne(tagRows), context, run);
    return imported.eventsAdded + assigned.eventsAdded;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const mustBeTaken = (_: ImportRow, { line, result, reason }: RowResult) => {
  if (result === 'refused') throw new WorkFailed(`${FILE}, row ${line}: ${reason}`);
};

async function* oneByOne(rows: readonly ImportRow[]) {
  yield* rows;
}

/** A number as SimpleMFRC522 reads it: four bytes of the tag's own and their XOR. */
export function demoTagId(seed: string): string {
  const uid = [...createHash('sha256').update(seed).digest().subarray(0, 4)];
  const check = uid.reduce((sum, byte) => sum ^ byte, 0);
  return String([...uid, check].reduce((number, byte) => number * 256 + byte, 0));
}
