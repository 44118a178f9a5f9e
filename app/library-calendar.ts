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
  const offsetsOn = remembered((utcDay) => offsetsOnDay(utcDay, timeZone));
  const dateOf = remembered((localDay) => new Date(localDay * DAY_MS).toISOString().slice(0, 10));
  return (instant): LocalTime => {
    const epochMs = Date.parse(instant);
    const offsets = offsetsOn(Math.floor(epochMs / DAY_MS));
    const offset = offsets.findLast(({ from }) => from <= epochMs)?.offset ?? 0;
    const localMs = epochMs + offset;
    const localDay = Math.floor(localMs / DAY_MS);
    return { date: dateOf(localDay), hour: Math.floor((localMs - localDay * DAY_MS) / HOUR_MS) };
  };
}

/** What a zone's clocks are ahead of UTC by, from an instant on; both in milliseconds. */
type Offset = { readonly from: number; readonly offset: number };

/** The zone's offsets on a UTC day: one, but where clocks are changed. */
function offsetsOnDay(utcDay: number, timeZone: string): readonly Offset[] {
  const offsets: Offset[] = [];
  const end = (utcDay + 1) * DAY_MS;
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(
    utcDay * DAY_MS,
  ).toZonedDateTimeISO(timeZone);
  for (; at !== null && at.epochMilliseconds < end; at = at.getTimeZoneTransition('next')) {
    offsets.push({ from: at.epochMilliseconds, offset: at.offsetNanoseconds / 1e6 });
  }
  return offsets;
}

/** Works out each day once, and forgets all when they are too many. */
function remembered<T>(ofDay: (day: number) => T): (day: number) => T {
  const known = new Map<number, T>();
  return (day) => {
    const before = known.get(day);
    if (before !== undefined) return before;
    if (known.size >= MAX_REMEMBERED_DAYS) known.clear();
    const value = ofDay(day);
    known.set(day, value);
    return value;
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
