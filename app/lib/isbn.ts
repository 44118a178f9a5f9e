import { parse } from 'isbn3';

/** As a spreadsheet shows a number of more digits than its cell: the others are lost. */
const ROUNDED = /^="?\s*\d[.,]?\d*E\+?\d+"?$|^\d[.,]?\d*E\+?\d+$/i;
const HYPHENS = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const LABEL = /ISBN(?:[- ]?1[03](?!\d))?/gi;
/** One number, and behind it too few digits for another, as nearly every record and file has it: a short way. */
const ALONE = /^(\d{9}[\dX]|97[89]\d{10})(?![ -]*[\dX])(?:\D*\d){0,8}\D*$/i;
const RUN = /\d(?:[\d -]*[\dX])?(?![\dX])/gi;

/** Why a cell cannot be the ISBN that was meant, or undefined. A number that is none may stand for what has none. */
export const isbnProblem = (text: string): string | undefined =>
  ROUNDED.test(text.trim())
    ? `isbn ${text} is a number that a spreadsheet has rounded; format the column as text and export it again`
    : undefined;

/** The ISBNs that a text names, as 13 digits, each once: with any hyphens, as 10 digits or 13, beside words and
 *  other numbers. One whose check digit is wrong is none. Source: ISO 2108; sheet music (979-0) has ISMNs. */
export function isbnsIn(text: string): string[] {
  if (!/\d/.test(text)) return [];
  const [, alone] = ALONE.exec(text) ?? [];
  const isbn = alone === undefined ? undefined : byDigits(alone.toUpperCase());
  return isbn === undefined ? [...new Set(numbersIn(text).flatMap((number) => number.isbn ?? []))] : [isbn];
}

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

/** The digits decide: the library knows the ranges of the day of its release only, and takes ten times as long. */
const isbn13Of = (digits: string): string | undefined => byDigits(digits) ?? parse(digits)?.isbn13;

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
  let sum = 0;
  for (let i = 0; i < 12; i += 1) sum += Number(digits[i]) * (i % 2 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}

function checkDigit10(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 9; i += 1) sum += Number(digits[i]) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}
