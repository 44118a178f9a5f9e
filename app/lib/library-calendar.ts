import { Temporal } from '@js-temporal/polyfill';
import type { Calendar, LocalTime } from '../../domain/calendar';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DATE_LENGTH = 'YYYY-MM-DD'.length;
const [HOUR_START, HOUR_END] = [DATE_LENGTH + 1, DATE_LENGTH + 3];
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
  const dayOf = remembered((date) => zoneDay(date, timeZone));
  return (instant) => {
    const { hours, offsets } = dayOf(instant.slice(0, DATE_LENGTH));
    // Parsing an instant takes three times as long as all the rest.
    return hours?.[Number(instant.slice(HOUR_START, HOUR_END))] ?? localTime(Date.parse(instant), offsets);
  };
}

/** A UTC day as a zone's clocks show it. */
type ZoneDay = {
  readonly offsets: readonly Offset[];
  /** What each of its 24 hours is there, where all are whole hours there. */
  readonly hours?: readonly LocalTime[];
};

function zoneDay(date: string, timeZone: string): ZoneDay {
  const start = Date.parse(`${date}T00:00:00Z`);
  const offsets = offsetsOnDay(start, timeZone);
  if (offsets.some(({ from, offset }) => from % HOUR_MS !== 0 || offset % HOUR_MS !== 0)) return { offsets };
  const hours = Array.from({ length: 24 }, (_, hour) => localTime(start + hour * HOUR_MS, offsets));
  return { offsets, hours };
}

function localTime(epochMs: number, offsets: readonly Offset[]): LocalTime {
  const offset = offsets.findLast(({ from }) => from <= epochMs)?.offset ?? 0;
  const local = new Date(epochMs + offset);
  return { date: local.toISOString().slice(0, DATE_LENGTH), hour: local.getUTCHours() };
}

/** What a zone's clocks are ahead of UTC by, from an instant on; both in milliseconds. */
type Offset = { readonly from: number; readonly offset: number };

/** The zone's offsets on a UTC day: one, but where clocks are changed. */
function offsetsOnDay(start: number, timeZone: string): readonly Offset[] {
  const offsets: Offset[] = [];
  const day = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone);
  let at: Temporal.ZonedDateTime | null = day;
  for (; at !== null && at.epochMilliseconds < start + DAY_MS; at = at.getTimeZoneTransition('next')) {
    offsets.push({ from: at.epochMilliseconds, offset: at.offsetNanoseconds / 1e6 });
  }
  return offsets;
}

/** Works out each day once, and forgets all when they are too many. */
function remembered<T>(ofDay: (date: string) => T): (date: string) => T {
  const known = new Map<string, T>();
  return (date) => {
    const before = known.get(date);
    if (before !== undefined) return before;
    if (known.size >= MAX_REMEMBERED_DAYS) known.clear();
    const day = ofDay(date);
    known.set(date, day);
    return day;
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

/** The second moment at which the zone's clocks showed the time that they show at an instant, where they were put
 *  back over it; undefined where they were not. */
export function laterInstantOfLocalTime(instant: string, timeZone: string): string | undefined {
  const first = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  const second = first.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'later' });
  return second.epochMilliseconds > first.epochMilliseconds
    ? new Date(second.epochMilliseconds).toISOString()
    : undefined;
}
