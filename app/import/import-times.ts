import { Temporal } from '@js-temporal/polyfill';
import { instantOfRfc3339, instantOfZoneless } from '../intake/scan-message-time';
import { instantOfLocalTime } from '../lib/library-calendar';

/** A moment as a CSV file gives it: exactly, or only its library day. */
export type GivenTime =
  | { readonly precision: 'instant'; readonly at: string }
  | { readonly precision: 'day'; readonly date: string };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WITHOUT_SECONDS = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}$/;

export const EARLIEST = '1970-01-01';
export const TIME_FORMS = 'YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] or RFC 3339';

/** Reads RFC 3339, a zoneless time (of the library's zone) or a day. Undefined for anything else, and for
 *  moments that do not exist, like 30 February. Fractions beyond milliseconds are cut off. */
export function parseGivenTime(text: string, timeZone: string): GivenTime | undefined {
  if (DAY.test(text)) {
    // A day is good if it has a noon.
    const exists = instantOfZoneless(`${text} 12:00:00`, 'UTC') !== undefined;
    return exists ? { precision: 'day', date: text } : undefined;
  }
  const full = WITHOUT_SECONDS.test(text) ? `${text}:00` : text;
  const at = instantOfRfc3339(full) ?? instantOfZoneless(full, timeZone);
  return at === undefined ? undefined : { precision: 'instant', at };
}

/** A borrow of which only the day is known counts at noon. */
export const borrowInstant = (given: GivenTime, timeZone: string): string =>
  given.precision === 'instant' ? given.at : instantOfLocalTime(`${given.date}T12:00:00`, timeZone);

/** A return of which only the day is known counts at that day's start, or, where the loan began on the same
 *  library day, at its last millisecond. */
export function returnInstant(given: GivenTime, borrowedAt: string, timeZone: string): string {
  if (given.precision === 'instant') return given.at;
  const sameDay = libraryDay(borrowedAt, timeZone) === given.date;
  return instantOfLocalTime(`${given.date}T${sameDay ? '23:59:59.999' : '00:00:00'}`, timeZone);
}

/** An assignment of which only the day is known counts from that day's start. */
export const assignmentInstant = (given: GivenTime, timeZone: string): string =>
  given.precision === 'instant' ? given.at : instantOfLocalTime(`${given.date}T00:00:00`, timeZone);

/** A day lies in the future only when it has not begun, whatever hour of it is meant. */
export const liesInFuture = (given: GivenTime, now: string, timeZone: string): boolean =>
  given.precision === 'instant' ? given.at > now : given.date > libraryDay(now, timeZone);

/** An export begins with history's first day and writes every day since: one mistyped year, which could never
 *  be taken back, would make it write millions of files. */
export const liesTooFarBack = (given: GivenTime): boolean =>
  (given.precision === 'instant' ? given.at : given.date) < EARLIEST;

const libraryDay = (instant: string, timeZone: string) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
