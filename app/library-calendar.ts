import { Temporal } from '@js-temporal/polyfill';
import type { Calendar, LocalTime } from '../domain/calendar';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_REMEMBERED_DAYS = 50_000;

const calendars = new Map<string, Calendar>();

/** The calendar of an IANA zone. Errors: RangeError for a zone that does not exist. */
export function libraryCalendar(timeZone: string): Calendar {
  const calendar = calendars.get(timeZone) ?? makeCalendar(timeZone);
  calendars.set(timeZone, calendar);
  return calendar;
}

function makeCalendar(timeZone: string): Calendar {
  new Intl.DateTimeFormat('en', { timeZone });
  const offsets = new Map<number, number | undefined>();
  const dates = new Map<number, string>();

  const offsetOfDay = (utcDay: number): number | undefined => {
    if (offsets.has(utcDay)) return offsets.get(utcDay);
    if (offsets.size >= MAX_REMEMBERED_DAYS) offsets.clear();
    const offset = constantOffset(utcDay, timeZone);
    offsets.set(utcDay, offset);
    return offset;
  };
  const dateOfDay = (localDay: number): string => {
    const known = dates.get(localDay);
    if (known !== undefined) return known;
    if (dates.size >= MAX_REMEMBERED_DAYS) dates.clear();
    const date = new Date(localDay * DAY_MS).toISOString().slice(0, 10);
    dates.set(localDay, date);
    return date;
  };

  return (instant): LocalTime => {
    const epochMs = Date.parse(instant);
    const offset = offsetOfDay(Math.floor(epochMs / DAY_MS));
    if (offset === undefined) return localTime(epochMs, timeZone);
    const localMs = epochMs + offset;
    const localDay = Math.floor(localMs / DAY_MS);
    return { date: dateOfDay(localDay), hour: Math.floor((localMs - localDay * DAY_MS) / HOUR_MS) };
  };
}

/** The zone's offset on a UTC day, or undefined for a day on which it changes. */
function constantOffset(utcDay: number, timeZone: string): number | undefined {
  const start = Temporal.Instant.fromEpochMilliseconds(utcDay * DAY_MS).toZonedDateTimeISO(timeZone);
  const change = start.getTimeZoneTransition('next');
  const changes = change !== null && change.epochMilliseconds < (utcDay + 1) * DAY_MS;
  return changes ? undefined : start.offsetNanoseconds / 1e6;
}

function localTime(epochMs: number, timeZone: string): LocalTime {
  const local = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  return { date: local.toPlainDate().toString(), hour: local.hour };
}

/** The instant of a wall-clock time in the zone; of two, the earlier; one that a clock change skips counts
 *  as if the clock had not yet been changed. Text as `YYYY-MM-DDTHH:mm:ss.sss`. */
export function instantOfLocalTime(wallClock: string, timeZone: string): string {
  const zoned = Temporal.PlainDateTime.from(wallClock).toZonedDateTime(timeZone, {
    disambiguation: 'compatible',
  });
  return new Date(zoned.epochMilliseconds).toISOString();
}
