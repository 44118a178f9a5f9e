import { hash } from 'node:crypto';
import type { DayContribution } from '../../projections/analytics';
import type { Counters } from '../../projections/counters';
import { sha256 } from '../events/event-digest';
import type { LineValue } from '../history/sum-keys';
import type { RowValue } from './served-rows';

/** Equal rows, and no others, have the same. */
export const fingerprint = (row: RowValue): string => sha256(textOf(row)).slice(0, 32);

/** What is left of a tag's rows: equal rows have the same, in whatever order they come, for that of a tag is the
 *  sum of its rows'. Four numbers of 32 bits are exact in doubles for two million rows. */
export type RowsFingerprint = {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly rows: number;
};

/** That of one row, by its name. */
export function rowFingerprint(name: string, row: RowValue): RowsFingerprint {
  // A character a byte: making and reading hex takes as long as the hash.
  const bytes = hash('sha256', textOf(name) + textOf(row), 'binary');
  const [a, b, c, d] = [word(bytes, 0), word(bytes, 4), word(bytes, 8), word(bytes, 12)];
  return { a, b, c, d, rows: 1 };
}

const word = (bytes: string, at: number): number =>
  ((bytes.charCodeAt(at) << 24) |
    (bytes.charCodeAt(at + 1) << 16) |
    (bytes.charCodeAt(at + 2) << 8) |
    bytes.charCodeAt(at + 3)) >>>
  0;

/** Different for different values. Shorter to make than canonical JSON, which rows by the million would be
 *  made into for nothing: nobody reads it. A text's length stands before it, so that none can pass for more. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return `${value.length}"${value}`;
  if (!isRow(value)) return `${typeof value} ${String(value)};`;
  if (Array.isArray(value)) return `[${value.map(textOf).join('')}]`;
  let text = '{';
  for (const name of Object.keys(value).sort()) {
    const field = value[name];
    if (field !== undefined) text += textOf(name) + textOf(field);
  }
  return `${text}}`;
}

const isRow = (value: unknown): value is RowValue => typeof value === 'object' && value !== null;

/** What is left of counters: equal counters have the same. */
export type CounterFingerprint = { readonly x: number; readonly y: number };

/** That of a sum is the sum of the parts': 48 bits, exact in doubles. */
export function counterFingerprint(counters: Counters): CounterFingerprint {
  let [x, y] = [0, 0];
  for (const [name, amount] of Object.entries(counters)) {
    x += amount * cut(hashOn(SEED_X, name));
    y += amount * cut(hashOn(SEED_Y, name));
  }
  return { x, y };
}

/** The same of what days contribute, without naming each counter: that costs more than all the rest. */
export function daysFingerprint(days: readonly DayContribution[]): CounterFingerprint {
  let [x, y] = [0, 0];
  for (const { date, own, books } of days) {
    const day = `${date}|`;
    const [dayX, dayY] = [hashOn(SEED_X, day), hashOn(SEED_Y, day)];
    for (const [bookId, figures] of [['', own] as const, ...books]) {
      const rest = `|${bookId}`;
      for (const figure in figures) {
        const amount = figures[figure] ?? 0;
        x += amount * cut(hashOn(hashOn(dayX, figure), rest));
        y += amount * cut(hashOn(hashOn(dayY, figure), rest));
      }
    }
  }
  return { x, y };
}

/** Two starts make two hashes. */
const SEED_X = 0x81_1c_9d_c5;
const SEED_Y = 0x2f_0b_44_17;

/** FNV-1a over UTF-16 units, going on from what came before. */
function hashOn(before: number, text: string): number {
  let hash = before;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01_00_01_93);
  return hash;
}

/** Mixed and cut to 24 bits. */
const cut = (hash: number): number => (Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d) >>> 8) & 0xff_ff_ff;

/** A tag's contributions, beside its other rows. */
export const contributionsLine = ({ x, y }: CounterFingerprint, reading: unknown): LineValue => ({
  x,
  y,
  h: fingerprint({ reading }),
  rows: 1,
});
