import { parse } from 'isbn3';

/** As a spreadsheet shows a number of more digits than its cell: the others are lost. */
const ROUNDED = /^="?\s*\d[.,]?\d*E\+?\d+"?$|^\d[.,]?\d*E\+?\d+$/i;
const HYPHENS = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const LABEL = /ISBN(?:[- ]?1[03](?!\d))?/gi;
const RUN = /\d(?:[\d -]*[\dX])?(?![\dX])/gi;

/** Why a cell cannot be the ISBN that was meant, or undefined. A number that is none may stand for what has none. */
export const isbnProblem = (text: string): string | undefined =>
  ROUNDED.test(text.trim())
    ? `isbn ${text} is a number that a spreadsheet has rounded; format the column as text and export it again`
    : undefined;

/** The ISBNs that a text names, as 13 digits, each once: with any hyphens, as 10 digits or 13, beside words and
 *  other numbers. One whose check digit is wrong is none. Source: ISO 2108; sheet music (979-0) has ISMNs. */
export const isbnsIn = (text: string): string[] => [
  ...new Set(numbersIn(text).flatMap(({ isbn }) => isbn ?? [])),
];

/** A number without its hyphens and blanks, and the ISBN that it is. */
export type IsbnOrNot = { readonly digits: string; readonly isbn?: string };

/** The numbers that a text names, ISBNs and others. */
export function numbersIn(text: string): IsbnOrNot[] {
  const plain = withPlainHyphens(text).replace(LABEL, ' ').replace(/\s+/g, ' ');
  return [...plain.matchAll(RUN)].flatMap(([run]) => numbersOfRun(run));
}

/** Text with the hyphen of the keyboard for any other, and without what is not seen. */
export const withPlainHyphens = (text: string) => text.replace(INVISIBLE, '').replace(HYPHENS, '-');

/** Blanks part one ISBN, or several numbers. What begins with a prefix by itself is one, be it right or wrong: its
 *  rest alone could be another book's. */
function numbersOfRun(run: string): IsbnOrNot[] {
  const whole = asNumber(run);
  if (whole.isbn !== undefined || /^97[89] /.test(run)) return [whole];
  const parts = run.split(' ').map(asNumber);
  return parts.some(({ isbn }) => isbn !== undefined) ? parts : [whole];
}

function asNumber(text: string): IsbnOrNot {
  const digits = text.replace(/[ -]/g, '').toUpperCase();
  const isbn = isbn13Of(digits);
  return isbn === undefined ? { digits } : { digits, isbn };
}

/** The library knows the ranges of the day of its release; of newer ones the digits decide. */
const isbn13Of = (digits: string): string | undefined => parse(digits)?.isbn13 ?? byDigits(digits);

function byDigits(digits: string): string | undefined {
  if (/^97[89]\d{10}$/.test(digits)) {
    return !digits.startsWith('9790') && checkDigit13(digits) === digits.slice(-1) ? digits : undefined;
  }
  // Nine digits are a Standard Book Number, or an ISBN whose zero a spreadsheet has taken.
  const ten = /^\d{8}[\dX]$/.test(digits) ? `0${digits}` : digits;
  if (!/^\d{9}[\dX]$/.test(ten) || checkDigit10(ten) !== ten.slice(-1)) return undefined;
  const thirteen = `978${ten.slice(0, 9)}`;
  return `${thirteen}${checkDigit13(thirteen)}`;
}

function checkDigit13(digits: string): string {
  const sum = [...digits.slice(0, 12)].reduce(
    (total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1),
    0,
  );
  return String((10 - (sum % 10)) % 10);
}

function checkDigit10(digits: string): string {
  const sum = [...digits.slice(0, 9)].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}
