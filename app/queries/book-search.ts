import type { StockRow } from '../../projections/stock';

type Searched = Pick<StockRow, 'bookId' | 'name' | 'author' | 'isbn'>;

/** What a search for books looks for: any of these texts in a book's search text. */
export type BookSearch = { readonly anyOf: readonly string[] };

/** The text in which books are found: id, name, author and ISBN in lower case, the ISBN also without hyphens.
 *  One a line, so that nothing is found across. */
export const searchText = ({ bookId, name, author, isbn }: Searched): string =>
  [bookId, name, author, isbn]
    .map(fold)
    .concat(isbnCharacters(fold(isbn)))
    .join('\n');

/** A part of a book's name, author, id or ISBN, in any case; an ISBN also with other hyphens, or as 10
 *  digits for 13 and the other way round. */
export function bookSearch(query: string): BookSearch {
  const characters = isbnCharacters(fold(query));
  return {
    anyOf: [...new Set([fold(query), characters, isbnCore(characters)])].filter((part) => part !== ''),
  };
}

export function isFound(book: Searched, { anyOf }: BookSearch): boolean {
  const text = searchText(book);
  return anyOf.some((part) => text.includes(part));
}

/** Text as it is compared in a search; a query has no line breaks. */
export const fold = (text: string) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Empty unless the text is made of an ISBN's characters and separators only. */
const isbnCharacters = (text: string) => (/^[\dx\s-]+$/.test(text) ? text.replace(/[\s-]/g, '') : '');

/** The nine digits that an ISBN's short and long form share; empty if it is no whole ISBN. */
function isbnCore(characters: string): string {
  if (/^\d{9}[\dx]$/.test(characters)) return characters.slice(0, 9);
  if (/^978\d{10}$/.test(characters)) return characters.slice(3, 12);
  return '';
}
