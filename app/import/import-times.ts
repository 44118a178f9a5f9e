import { instantOfLocalTime, libraryCalendar } from '../lib/library-calendar';
import type { Zone } from '../lib/zone-rules';

/** A moment as a CSV file gives it: exactly, or only its library day. `orAt` is the second moment of a time that
 *  the clocks of the library showed twice. */
export type GivenTime =
  | { readonly precision: 'instant'; readonly at: string; readonly orAt?: string }
  | { readonly precision: 'day'; readonly date: string };

/** Lending registers that libraries have typed in begin in the 19th century. */
export const EARLIEST = '1800-01-01';

/** A borrow of which only the day is known counts at noon; the n-th of a tag and day n - 1 seconds later. */
export function borrowInstant(given: GivenTime, timeZone: Zone, nth = 1): string {
  if (given.precision === 'instant') return given.at;
  const noon = Date.parse(instantOfLocalTime(`${given.date}T12:00:00`, timeZone));
  return new Date(noon + (nth - 1) * 1_000).toISOString();
}

/** A return of which only the day is known counts at the start of a later day, or right after the borrow on the
 *  borrow's own day. So does one that was written down as of the borrow's own minute. Of a time that the clocks
 *  showed twice, the one after the borrow counts. Undefined if it lies before the borrow. */
export function returnInstant(given: GivenTime, borrowedAt: string, timeZone: Zone): string | undefined {
  if (given.precision === 'day') {
    const borrowedOn = libraryDay(borrowedAt, timeZone);
    if (given.date < borrowedOn) return undefined;
    return given.date === borrowedOn
      ? rightAfter(borrowedAt)
      : instantOfLocalTime(`${given.date}T00:00:00`, timeZone);
  }
  if (given.at > borrowedAt) return given.at;
  if (given.at === borrowedAt) return rightAfter(borrowedAt);
  return given.orAt !== undefined && given.orAt >= borrowedAt
    ? returnInstant({ precision: 'instant', at: given.orAt }, borrowedAt, timeZone)
    : undefined;
}

/** Where version 0.2 placed a return of which only the day is known, on the borrow's own day. */
export const endOfDay = (date: string, timeZone: Zone): string =>
  instantOfLocalTime(`${date}T23:59:59.999`, timeZone);

/** An assignment of which only the day is known counts from that day's start. */
export const assignmentInstant = (given: GivenTime, timeZone: Zone): string =>
  given.precision === 'instant' ? given.at : instantOfLocalTime(`${given.date}T00:00:00`, timeZone);

/** A day lies in the future only when it has not begun, whatever hour of it is meant. */
export const liesInFuture = (given: GivenTime, now: string, timeZone: Zone): boolean =>
  given.precision === 'instant' ? given.at > now : given.date > libraryDay(now, timeZone);

/** What lies before is a slip of the pen: `0206` for 2006. */
export const liesTooFarBack = (given: GivenTime): boolean => textOf(given) < EARLIEST;

export const libraryDay = (instant: string, timeZone: Zone) => libraryCalendar(timeZone)(instant).date;

const textOf = (given: GivenTime) => (given.precision === 'instant' ? given.at : given.date);

const rightAfter = (instant: string) => new Date(Date.parse(instant) + 1).toISOString();
