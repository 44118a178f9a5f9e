import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { parse } from 'fast-csv';
import { z } from 'zod';

const bookRow = z.object({
  title: z.string(),
  author: z.string(),
  isbn: z.string(),
  callnumber: z.string(),
  subject: z.string(),
  pubyear: z.string(),
});
type BookRow = z.infer<typeof bookRow>;

const US = '\x1f';
const CHUNK = 4 * 1024 * 1024;

/** The books of a list with the columns title, author, isbn, callnumber, subject, pubyear. */
async function booksIn(list: string): Promise<readonly BookRow[]> {
  const rows: BookRow[] = [];
  for await (const row of createReadStream(list).pipe(parse({ headers: true })))
    rows.push(bookRow.parse(row));
  return rows;
}

/** Writes so many records of MARC 21 made of a real book list, each with two copies, about a kilobyte each. */
export async function writeRecords(file: string, list: string, count: number): Promise<void> {
  const books = await booksIn(list);
  const out = createWriteStream(file);
  let chunk: Buffer[] = [];
  let size = 0;
  for (let n = 0; n < count; n += 1) {
    const book = books[n % books.length];
    if (book === undefined) throw new Error(`${list} has no books.`);
    const record = recordOf(n, book);
    chunk.push(record);
    size += record.length;
    if (size < CHUNK) continue;
    if (!out.write(Buffer.concat(chunk))) await once(out, 'drain');
    chunk = [];
    size = 0;
  }
  out.end(Buffer.concat(chunk));
  await finished(out);
}

function recordOf(n: number, { title, author, isbn, callnumber, subject, pubyear }: BookRow): Buffer {
  const barcode = (copy: number) => String(31_000_000_000_000 + 2 * n + copy);
  const parts = title.split('|');
  const titleText = parts.map((part, i) => `${US}${i === 0 ? 'a' : 'b'}${part}`).join('');
  return isoRecord([
    ['001', `ocm${String(n).padStart(8, '0')}`],
    ['005', '20260101000000.0'],
    ['008', `620101s${pubyear.slice(0, 4).padEnd(4)}    xxu           000 0 eng  `],
    ...isbn
      .split('~')
      .filter(Boolean)
      .map((one): Field => ['020', `  ${US}a${one}`]),
    ['040', `  ${US}aXXX${US}beng${US}cXXX${US}dXXX`],
    ['082', `04${US}a${callnumber}${US}222`],
    ['245', `10${titleText}${US}c${author}`],
    ['260', `  ${US}aSomewhere :${US}bAcadémie,${US}c${pubyear}.`],
    ['300', `  ${US}a1 v. :${US}bill. ;${US}c24 cm.`],
    ['500', `  ${US}aIncludes bibliographical references and an index of names, places and first lines.`],
    ['520', `  ${US}a${`A summary of “${parts[0] ?? ''}”, as a publisher writes it. `.repeat(3)}`],
    ...subject.split('|').map((one): Field => ['650', ` 0${US}a${one}`]),
    ['852', `  ${US}aMAIN${US}bADULT${US}h${callnumber}${US}p${barcode(0)}`],
    ['952', `  ${US}aMAIN${US}bMAIN${US}o${callnumber}${US}p${barcode(1)}${US}yBK`],
  ]);
}

type Field = readonly [tag: string, text: string];

function isoRecord(fields: readonly Field[]): Buffer {
  let start = 0;
  let directory = '';
  for (const [tag, text] of fields) {
    const length = Buffer.byteLength(text) + 1;
    directory += tag + String(length).padStart(4, '0') + String(start).padStart(5, '0');
    start += length;
  }
  const base = 24 + directory.length + 1;
  const leader = `${String(base + start + 1).padStart(5, '0')}nam a22${String(base).padStart(5, '0')} a 4500`;
  return Buffer.from(`${leader}${directory}\x1e${fields.map(([, text]) => `${text}\x1e`).join('')}\x1d`);
}
