import { isbnsIn } from '../../lib/isbn';
import { MAX_ISBN, MAX_TEXT } from '../book-row';
import type { CopyPlace } from './copy-place';
import { fieldsOf, isUnimarcByTags, type MarcField, type MarcRecord, textsOf } from './marc-record';
import { type MarcTitle, nameIn, titleOf } from './marc-title';

/** What a record says of a book, as an import takes it. */
export type MarcBook = {
  readonly bookId: string;
  readonly name: string;
  /** How many characters of the name are an article that sorting skips. */
  readonly sortsFrom: number;
  readonly author: string;
  readonly isbn: string;
  readonly copies: readonly string[];
  /** What of the record was not taken, and why. */
  readonly leftOut: readonly string[];
};

/** The fields that a book is made of, besides those of its copies. */
const NEEDED = ['001', '010', '020', '100', '110', '111', '200', '245', '700', '710'];

export const neededFields = (copies: readonly CopyPlace[]): ReadonlySet<string> =>
  new Set([...NEEDED, ...copies.map(({ tag }) => tag)]);

/** The record's book, or why it has none. */
export function bookOf(
  record: MarcRecord,
  copies: readonly CopyPlace[],
): MarcBook | { readonly noBook: string } {
  const noBook = whyNoBook(record.leader);
  if (noBook !== undefined) return { noBook };
  const isUnimarc = isUnimarcByTags((tag) => fieldsOf(record, tag).length > 0);
  const [titleField] = fieldsOf(record, isUnimarc ? '200' : '245');
  const title: MarcTitle = titleField === undefined ? { name: '', sortsFrom: 0 } : titleOf(titleField);
  const name = within(title.name, MAX_TEXT, 'title');
  const author = within(authorOf(record, isUnimarc), MAX_TEXT, 'author');
  const isbn = isbnOf(fieldsOf(record, isUnimarc ? '010' : '020'));
  const [id] = fieldsOf(record, '001');
  return {
    bookId: id?.value.trim() ?? '',
    name: name.text,
    sortsFrom: title.sortsFrom,
    author: author.text,
    isbn: isbn.text,
    copies: barcodesOf(record, copies),
    leftOut: [...name.leftOut, ...author.leftOut, ...isbn.leftOut],
  };
}

type Taken = { readonly text: string; readonly leftOut: readonly string[] };

function whyNoBook(leader: string): string | undefined {
  if (leader[5] === 'd') return 'the record is marked as deleted';
  if ('quvwxyz'.includes(leader[6] ?? ' '))
    return 'it is a record of holdings, a name or a class, not of a book';
  return undefined;
}

/** MARC 21: the main entry, else the statement of responsibility. UNIMARC likewise. */
function authorOf(record: MarcRecord, isUnimarc: boolean): string {
  const entries = isUnimarc ? UNIMARC_AUTHORS : MARC21_AUTHORS;
  for (const [tag, codes, between] of entries) {
    for (const field of fieldsOf(record, tag)) {
      const name = nameIn(field, codes, between);
      if (name !== '') return name;
    }
  }
  return '';
}

type Entry = readonly [tag: string, codes: string, between: string];
const MARC21_AUTHORS: readonly Entry[] = [
  ['100', 'abc', ' '],
  ['110', 'ab', ' '],
  ['111', 'a', ' '],
  ['245', 'c', ' ; '],
];
const UNIMARC_AUTHORS: readonly Entry[] = [
  ['700', 'ab', ', '],
  ['710', 'ab', '. '],
  ['200', 'f', ' ; '],
];

/** The ISBNs of all $a, as 13 digits, each once: one of ten digits is the same book as its thirteen. */
function isbnOf(fields: readonly MarcField[]): Taken {
  const isbns = new Set<string>();
  const leftOut: string[] = [];
  for (const text of fields.flatMap((field) => textsOf(field, 'a'))) {
    const found = isbnsIn(text);
    if (found.length === 0 && text.trim() !== '') leftOut.push(`“${text.trim()}” is no ISBN`);
    for (const isbn of found) isbns.add(isbn);
  }
  const fitting = [...isbns].slice(0, Math.floor(MAX_ISBN / '9780000000000, '.length));
  if (fitting.length < isbns.size) leftOut.push(`${isbns.size - fitting.length} of ${isbns.size} ISBNs`);
  return { text: fitting.join(', '), leftOut };
}

function barcodesOf(record: MarcRecord, copies: readonly CopyPlace[]): string[] {
  const barcodes = record.fields.flatMap((field) =>
    copies.filter(({ tag }) => tag === field.tag).flatMap(({ code }) => textsOf(field, code)),
  );
  return [...new Set(barcodes.map((barcode) => barcode.trim()).filter((barcode) => barcode !== ''))];
}

function within(text: string, max: number, what: string): Taken {
  if (text.length <= max) return { text, leftOut: [] };
  const cut = `${text.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…`;
  return { text: cut, leftOut: [`the end of the ${what}: it is longer than ${max} characters`] };
}
