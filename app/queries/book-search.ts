import type { StockRow } from '../../projections/stock';
import { isbnsIn, numbersIn, withPlainHyphens } from '../lib/isbn';
import { searchWords } from '../lib/search-words';

type Searched = Pick<StockRow, 'bookId' | 'name' | 'author' | 'isbn'>;

/** What a search for books looks for: a book that has one of the ISBNs, or all of the parts. */
export type BookSearch = { readonly isbns: readonly string[]; readonly parts: readonly SearchPart[] };

/** Found where all of its words are; a number also where its digits are a part of the book's number. */
export type SearchPart = { readonly words: readonly string[]; readonly digits?: string };

/** Begins the texts of today's form: those of before are not in it, and are looked into row by row. */
export const SEARCH_TEXT_MARK = '\n';

/** The text in which books are found: id, name and author as they are compared, and the numbers of the ISBN. One a
 *  line, so that nothing is found across. */
export const searchText = (book: Searched): string =>
  SEARCH_TEXT_MARK + [...linesOf(book), ...numbersOf(book)].join('\n');

/** Words in any order, each a part of a book's name, author or id, without case and accents; or ISBNs in any form, a
 *  part of one too. An ISBN goes before the words beside it. A wrong check digit finds no right one. */
export function bookSearch(query: string): BookSearch {
  const parts: SearchPart[] = [];
  for (const token of tokensOf(query)) {
    const words = searchWords(token);
    const digits = digitsOf(token);
    const before = parts.at(-1);
    if (digits === undefined || before?.digits === undefined) {
      parts.push({ words: [words], ...(digits && { digits }) });
    } else {
      parts.splice(-1, 1, { words: [...before.words, words], digits: before.digits + digits });
    }
  }
  return { isbns: isbnsIn(query), parts };
}

/** What stands between blanks and has a letter or a digit; where nothing has, the signs. */
function tokensOf(query: string): string[] {
  const tokens = withPlainHyphens(query)
    .split(/[\s,;|]+/)
    .filter((token) => searchWords(token) !== '');
  const words = tokens.filter((token) => /[\p{L}\p{N}]/u.test(token));
  return words.length > 0 ? words : tokens;
}

export function isFound(book: Searched, { isbns, parts }: BookSearch): boolean {
  const numbers = numbersOf(book);
  if (isbns.some((isbn) => numbers.includes(isbn))) return true;
  const lines = linesOf(book);
  const hasWord = (word: string) => lines.some((line) => line.includes(word));
  return (
    parts.length > 0 &&
    parts.every(
      ({ words, digits }) =>
        words.every(hasWord) || (digits !== undefined && numbers.some((number) => isPart(digits, number))),
    )
  );
}

const linesOf = ({ bookId, name, author }: Searched) => [bookId, name, author].map(searchWords);

const numbersOf = ({ isbn }: Searched) => numbersIn(isbn).map(({ digits, isbn }) => isbn ?? digits);

/** The digits of a token that is one number, with whatever hyphens. */
function digitsOf(token: string): string | undefined {
  const [number] = /^[^\p{L}\p{N}]*(\d[\d-]*X?)[^\p{L}\p{N}]*$/iu.exec(token)?.slice(1) ?? [];
  return number?.replaceAll('-', '').toUpperCase();
}

/** Ten digits or more may be a whole ISBN with a wrong check digit, and nine one without its zero: within another
 *  number they say nothing. */
function isPart(digits: string, number: string): boolean {
  if (digits.length < 3) return false;
  if (number.startsWith(digits)) return true;
  return digits.length < 9
    ? number.includes(digits)
    : digits.length === 9 && number.slice(0, -1).includes(digits);
}
