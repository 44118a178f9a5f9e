import { foldedText } from '../../domain/text';
import { isbnsIn } from '../lib/isbn';
import { firstOf, type Layout } from './layout';
import { madeBookId } from './made-book-id';

type BookColumns = {
  readonly id: readonly string[];
  readonly name: string;
  readonly author: (cell: (column: string) => string) => string;
  /** The surest first. */
  readonly isbn: readonly string[];
};

const bookOf =
  ({ id, name, author, isbn }: BookColumns): Layout['valuesOf'] =>
  (cell) => {
    const named = isbnOf(isbn.map(cell));
    const own = firstOf(cell, id).trim();
    const title = foldedText(cell(name));
    return {
      book_id: own === '' ? madeBookId(named, title) : own,
      name: title,
      author: foldedText(author(cell)),
      isbn: named,
    };
  };

/** The ISBNs of the first column that has any; else what stands there, which may be the number of something else. */
function isbnOf(cells: readonly string[]): string {
  const plain = cells.map((cell) => cell.replace(/^="?(.*?)"?$|^\[(.*)\]$/, '$1$2').trim());
  const found = plain.map(isbnsIn).find((isbns) => isbns.length > 0);
  return found?.join(' ') ?? plain.find((text) => text !== '') ?? '';
}

/** Books as the catalogues of readers and small libraries export them. */
export const BOOK_LAYOUTS: readonly Layout[] = [
  {
    system: 'LibraryThing',
    kind: 'books',
    knownBy: [['bookid'], ['title'], ['primaryauthor'], ['isbns', 'isbn']],
    valuesOf: bookOf({
      id: ['bookid'],
      name: 'title',
      author: (cell) => cell('primaryauthor'),
      isbn: ['isbns', 'isbn'],
    }),
    isUnquoted: true,
  },
  {
    system: 'Goodreads',
    kind: 'books',
    knownBy: [['bookid'], ['title'], ['author'], ['isbn13', 'isbn']],
    valuesOf: bookOf({
      id: ['bookid'],
      name: 'title',
      author: (cell) => cell('author'),
      isbn: ['isbn13', 'isbn'],
    }),
  },
  {
    system: 'Libib',
    kind: 'books',
    knownBy: [['title'], ['creators'], ['eanisbn13', 'upcisbn10']],
    valuesOf: bookOf({
      id: [],
      name: 'title',
      author: (cell) => firstOf(cell, ['creators']) || `${cell('firstname')} ${cell('lastname')}`,
      isbn: ['eanisbn13', 'upcisbn10'],
    }),
  },
];
