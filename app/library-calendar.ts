import { Temporal } from '@js-temporal/polyfill';
import type { Calendar, LocalTime } from '../domain/calendar';

/** Every zone's offset changes on a quarter of an hour at the finest (tz database, since 1972). */
const SLOT_MS = 15 * 60_000;
const MAX_REMEMBERED_SLOTS = 50_000;

const calendars = new Map<string, Calendar>();

/** The calendar of an IANA zone. Errors: RangeError for a zone that does not exist. */
export function libraryCalendar(timeZone: string): Calendar {
  const calendar = calendars.get(timeZone) ?? makeCalendar(timeZone);
  calendars.set(timeZone, calendar);
  return calendar;
}

function makeCalendar(timeZone: string): Calendar {
  new Intl.DateTimeFormat('en', { timeZone });
  const slots = new Map<number, LocalTime>();
  return (instant) => {
    const slot = Math.floor(Date.parse(instant) / SLOT_MS);
    const known = slots.get(slot);
    if (known) return known;
    const local = Temporal.Instant.fromEpochMilliseconds(slot * SLOT_MS).toZonedDateTimeISO(timeZone);
    const found = { date: local.toPlainDate().toString(), hour: local.hour };
    if (slots.size >= MAX_REMEMBERED_SLOTS) slots.clear();
    slots.set(slot, found);
    return found;
  };
}

/** The instant of a wall-clock time in the zone; of two, the earlier; one that a clock change skips counts
 *  as if the clock had not yet been changed. Text as `YYYY-MM-DDTHH:mm:ss.sss`. */
export function instantOfLocalTime(wallClock: string, timeZone: string): string {
  const zoned = Temporal.PlainDateTime.from(wallClock).toZonedDateTime(timeZone, {
    disambiguation: 'compatible',
  });
  return new Date(zoned.epochMilliseconds).toISOString();
}
