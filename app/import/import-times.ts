import { instantOfRfc3339, instantOfZoneless } from '../intake/scan-message-time';
import { instantOfLocalTime, laterInstantOfLocalTime, libraryCalendar } from '../lib/library-calendar';
import type { Zone } from '../lib/zone-rules';

/** A moment as a CSV file gives it: exactly, or only its library day. `orAt` is the second moment of a time that
 *  the clocks of the library showed twice. */
export type GivenTime =
  | { readonly precision: 'instant'; readonly at: string; readonly orAt?: string }
  | { readonly precision: 'day'; readonly date: string };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WITHOUT_SECONDS = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}$/;

/** Lending registers that libraries have typed in begin in the 19th century. */
export const EARLIEST = '1800-01-01';
export const TIME_FORMS = 'YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] or RFC 3339';

/** Reads RFC 3339, a zoneless time (of the library's zone) or a day. Undefined for anything else, and for
 *  moments that do not exist, like 30 February. Fractions beyond milliseconds are cut off. */
export function parseGivenTime(text: string, timeZone: Zone): GivenTime | undefined {
  if (DAY.test(text)) {
    // A day is good if it has a noon.
    const exists = instantOfZoneless(`${text} 12:00:00`, 'UTC') !== undefined;
    return exists ? { precision: 'day', date: text } : undefined;
  }
  const full = WITHOUT_SECONDS.test(text) ? `${text}:00` : text;
  const exact = instantOfRfc3339(full);
  if (exact !== undefined) return { precision: 'instant', at: exact };
  const at = instantOfZoneless(full, timeZone);
  if (at === undefined) return undefined;
  const orAt = laterInstantOfLocalTime(at, timeZone);
  return { precision: 'instant', at, ...(orAt !== undefined && { orAt }) };
}

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
