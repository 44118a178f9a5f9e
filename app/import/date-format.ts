import { MONTH_NAME, monthOf } from './month-names';

/** Puts a time's date into the order year, month, day. What is not written in the format stays as it is. */
export type DateRewriting = (text: string) => string;

const HOW =
  'must be a date such as dd/MM/yyyy, MM/dd/yyyy, dd.MM.yy or dd-MMM-yy (a time may follow it), unix or excel';
const TIME_BEHIND = /^[T ,']*(?:H{1,2}|h{1,2}):mm(?::ss)?(?:\.S+)? ?a?(?: ?[xXzZ]+)?$/;
const TOKEN = /y+|M+|d+|[ .,/-]+/gy;

/** The rewriting of a date format, or why it is none. A time that follows the date is read in any form. */
export function readDateFormat(format: string): DateRewriting | { readonly problem: string } {
  const special = SPECIAL.get(format.toLowerCase());
  if (special !== undefined) return special;
  const [, date = '', behind = ''] = /^(.*?)([T ,']*[Hh].*)?$/s.exec(format) ?? [];
  if (behind !== '' && !TIME_BEHIND.test(behind)) return { problem: HOW };
  // Much software writes DD and YYYY for what Unicode TR35 calls dd and yyyy.
  const tokens = date.replaceAll('D', 'd').replaceAll('Y', 'y').match(TOKEN) ?? [];
  const isWhole = tokens.join('').length === date.length;
  const letters = tokens.map((token) => token[0] ?? '').filter((letter) => /[yMd]/.test(letter));
  if (!isWhole || [...letters].sort().join('') !== 'Mdy') return { problem: HOW };
  const parts = tokens.map(patternOf);
  if (parts.includes(undefined)) return { problem: HOW };
  return byPattern(new RegExp(`^\\s*${parts.join('')}(?!\\d)(?<rest>.*)$`, 'is'));
}

function patternOf(token: string): string | undefined {
  if (/^[^A-Za-z]/.test(token)) return token.replace(/\s+/g, ' ').replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return PATTERNS[token];
}

const PATTERNS: Readonly<Record<string, string>> = {
  yyyy: '(?<y>\\d{4})',
  yy: '(?<y>\\d\\d)',
  MMMM: `(?<m>${MONTH_NAME})`,
  MMM: `(?<m>${MONTH_NAME})`,
  MM: '(?<m>\\d{1,2})',
  M: '(?<m>\\d{1,2})',
  dd: '(?<d>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
};

const byPattern =
  (pattern: RegExp): DateRewriting =>
  (text) => {
    const { y, m, d, rest } = pattern.exec(text.replace(/\s+/g, ' '))?.groups ?? {};
    if (y === undefined || m === undefined || d === undefined || rest === undefined) return text;
    const month = /^\d/.test(m) ? m.padStart(2, '0') : monthOf(m);
    return `${yearOf(y)}-${month}-${d.padStart(2, '0')}${rest}`;
  };

/** Years of two digits as POSIX reads them: 69 to 99 are 1969 to 1999. */
function yearOf(year: string): string {
  if (year.length === 4) return year;
  return `${Number(year) >= 69 ? '19' : '20'}${year}`;
}

const DAY_MS = 86_400_000;
/** Day 0 of a spreadsheet; its day 60, 29 February 1900, never was. */
const EXCEL_START = Date.UTC(1899, 11, 30);

const SPECIAL: ReadonlyMap<string, DateRewriting> = new Map([
  ['unix', fromUnix],
  ['excel', fromExcel],
]);

function fromUnix(text: string): string {
  const number = text.trim();
  if (/^-?\d{1,10}(?:\.\d+)?$/.test(number)) return isoOf(Number(number) * 1000) ?? text;
  return /^\d{12,13}$/.test(number) ? (isoOf(Number(number)) ?? text) : text;
}

function fromExcel(text: string): string {
  if (!/^\d{1,6}(?:\.\d+)?$/.test(text.trim())) return text;
  const days = Number(text);
  if (days < 61) return text;
  // A spreadsheet counts days of its own clock, and a second is 0.0000116 of a day.
  const iso = isoOf(EXCEL_START + Math.round((days * DAY_MS) / 1000) * 1000);
  if (iso === undefined) return text;
  return Number.isInteger(days) ? iso.slice(0, 10) : iso.slice(0, -1);
}

function isoOf(epochMs: number): string | undefined {
  const date = new Date(Math.floor(epochMs));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
