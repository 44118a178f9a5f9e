import type { StockRow } from '../../projections/stock';

/** Whether a book answers a search: a part of its name, author, id or ISBN, in any case; an ISBN also with
 *  other hyphens, or as 10 digits for 13 and the other way round. */
export function bookMatcher(
  query: string,
): (book: Pick<StockRow, 'bookId' | 'name' | 'author' | 'isbn'>) => boolean {
  const wanted = fold(query);
  const wantedIsbn = isbnCharacters(wanted);
  const wantedCore = isbnCore(wantedIsbn);
  return ({ bookId, name, author, isbn }) => {
    if ([bookId, name, author, isbn].some((text) => fold(text).includes(wanted))) return true;
    if (wantedIsbn === '' || isbn === '') return false;
    const characters = isbnCharacters(fold(isbn));
    return (
      characters.includes(wantedIsbn) || (wantedCore !== undefined && wantedCore === isbnCore(characters))
    );
  };
}

/** Text as it is compared in a search. */
export const fold = (text: string) => text.normalize('NFC').toLowerCase().trim();

/** Empty unless the text is made of an ISBN's characters and separators only. */
const isbnCharacters = (text: string) => (/^[\dx\s-]+$/.test(text) ? text.replace(/[\s-]/g, '') : '');

/** The nine digits that an ISBN's short and long form share. */
function isbnCore(characters: string): string | undefined {
  if (/^\d{9}[\dx]$/.test(characters)) return characters.slice(0, 9);
  if (/^978\d{10}$/.test(characters)) return characters.slice(3, 12);
  return undefined;
}
