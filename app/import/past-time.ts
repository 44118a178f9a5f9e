import type { Zone } from '../lib/zone-rules';
import { EARLIEST, type GivenTime, liesInFuture, liesTooFarBack } from './import-times';
import { readTime } from './read-time';

/** A time of the past, or why the cell holds none. */
export type PastTime = GivenTime | { readonly problem: string };

type PastTimeQuestion = { readonly column: string; readonly timeZone: Zone; readonly now: string };

/** Reads a time that has been; undefined where the cell says that there is none. */
export function readPastTime(
  text: string,
  { column, timeZone, now }: PastTimeQuestion,
): PastTime | undefined {
  const read = readTime(text, timeZone);
  if (read.kind === 'none') return undefined;
  if (read.kind === 'refused') return { problem: `${column} "${text}" is not a time: ${read.why}` };
  const { given } = read;
  if (liesTooFarBack(given)) return { problem: `${column} ${text} lies before ${EARLIEST}` };
  if (liesInFuture(given, now, timeZone)) return { problem: `${column} ${text} lies in the future` };
  return given;
}
