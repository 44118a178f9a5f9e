import { isbnsIn } from '../../lib/isbn';
import { MAX_ISBN, MAX_TEXT } from '../book-row';
import type { CopyPlace } from './copy-place';
import { type MarcField, type MarcRecord, textsOf } from './marc-record';
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
  const fields = byTag(record.fields);
  const [titleField] = fields.get('245') ?? fields.get('200') ?? [];
  const isUnimarc = titleField?.tag === '200';
  const title: MarcTitle = titleField === undefined ? { name: '', sortsFrom: 0 } : titleOf(titleField);
  const leftOut: string[] = [];
  return {
    bookId: fields.get('001')?.[0]?.text.trim() ?? '',
    name: within(title.name, MAX_TEXT, 'title', leftOut),
    sortsFrom: title.sortsFrom,
    author: within(authorOf(fields, isUnimarc), MAX_TEXT, 'author', leftOut),
    isbn: isbnOf(fields.get(isUnimarc ? '010' : '020') ?? [], leftOut),
    copies: barcodesOf(fields, copies),
    leftOut,
  };
}

type Fields = ReadonlyMap<string, readonly MarcField[]>;

function byTag(fields: readonly MarcField[]): Fields {
  const found = new Map<string, MarcField[]>();
  for (const field of fields) {
    const same = found.get(field.tag);
    if (same === undefined) found.set(field.tag, [field]);
    else same.push(field);
  }
  return found;
}

function whyNoBook(leader: string): string | undefined {
  if (leader[5] === 'd') return 'the record is marked as deleted';
  if ('quvwxyz'.includes(leader[6] ?? ' '))
    return 'it is a record of holdings, a name or a class, not of a book';
  return undefined;
}

/** MARC 21: the main entry, else the statement of responsibility. UNIMARC likewise. */
function authorOf(fields: Fields, isUnimarc: boolean): string {
  for (const [tag, codes, between] of isUnimarc ? UNIMARC_AUTHORS : MARC21_AUTHORS) {
    for (const field of fields.get(tag) ?? []) {
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
function isbnOf(fields: readonly MarcField[], leftOut: string[]): string {
  const isbns = new Set<string>();
  for (const field of fields) {
    for (const text of textsOf(field, 'a')) {
      const found = isbnsIn(text);
      if (found.length === 0 && text.trim() !== '') leftOut.push(`“${text.trim()}” is no ISBN`);
      for (const isbn of found) isbns.add(isbn);
    }
  }
  const all = [...isbns];
  if (all.length > MAX_ISBNS) leftOut.push(`${all.length - MAX_ISBNS} of ${all.length} ISBNs`);
  return all.length > MAX_ISBNS ? all.slice(0, MAX_ISBNS).join(', ') : all.join(', ');
}

const MAX_ISBNS = Math.floor(MAX_ISBN / '9780000000000, '.length);

function barcodesOf(fields: Fields, copies: readonly CopyPlace[]): string[] {
  const barcodes = new Set<string>();
  for (const { tag, code } of copies) {
    for (const field of fields.get(tag) ?? []) {
      for (const text of textsOf(field, code)) {
        const barcode = text.trim();
        if (barcode !== '') barcodes.add(barcode);
      }
    }
  }
  return [...barcodes];
}

/** The text, or its beginning where it is too long. */
function within(text: string, max: number, what: string, leftOut: string[]): string {
  if (text.length <= max) return text;
  leftOut.push(`the end of the ${what}: it is longer than ${max} characters`);
  return `${text.slice(0, max - 1).replace(/\p{Surrogate}$/u, '')}…`;
}
