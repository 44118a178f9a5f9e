import { Temporal } from '@js-temporal/polyfill';
import type { Calendar, LocalTime } from '../../domain/calendar';
import { changesOf, nameOfZone, type Offset, offsetAt, type Zone } from './zone-rules';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DATE_LENGTH = 'YYYY-MM-DD'.length;
const [HOUR_START, HOUR_END] = [DATE_LENGTH + 1, DATE_LENGTH + 3];
const MAX_REMEMBERED_DAYS = 50_000;

const calendars = new Map<string, Calendar>();

/** The calendar of a zone. Errors: RangeError for a zone that does not exist. */
export function libraryCalendar(zone: Zone): Calendar {
  const key = typeof zone === 'string' ? zone : `${zone.timeZone} ${zone.rules.offsets}`;
  const calendar = calendars.get(key) ?? makeCalendar(zone);
  calendars.set(key, calendar);
  return calendar;
}

function makeCalendar(zone: Zone): Calendar {
  new Intl.DateTimeFormat('en', { timeZone: nameOfZone(zone) });
  const dayOf = remembered((date) => zoneDay(date, zone));
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

function zoneDay(date: string, zone: Zone): ZoneDay {
  const start = Date.parse(`${date}T00:00:00Z`);
  const changes = changesAbout(start, zone);
  const offsets =
    changes === undefined ? offsetsOnDay(start, nameOfZone(zone)) : changesOnDay(start, changes);
  if (offsets.some(({ from, offset }) => from % HOUR_MS !== 0 || offset % HOUR_MS !== 0)) return { offsets };
  const hours = Array.from({ length: 24 }, (_, hour) => localTime(start + hour * HOUR_MS, offsets));
  return { offsets, hours };
}

function localTime(epochMs: number, offsets: readonly Offset[]): LocalTime {
  const offset = offsets.findLast(({ from }) => from <= epochMs)?.offset ?? 0;
  const local = new Date(epochMs + offset);
  return { date: local.toISOString().slice(0, DATE_LENGTH), hour: local.getUTCHours() };
}

/** The changes of the zone's rules, where it has rules that reach so far. */
function changesAbout(epochMs: number, zone: Zone): readonly Offset[] | undefined {
  if (typeof zone === 'string') return undefined;
  return epochMs + DAY_MS < Date.parse(`${zone.rules.until}T00:00:00Z`) ? changesOf(zone.rules) : undefined;
}

function changesOnDay(start: number, changes: readonly Offset[]): readonly Offset[] {
  const within = changes.filter(({ from }) => from > start && from < start + DAY_MS);
  return [{ from: start, offset: offsetAt(changes, start) }, ...within];
}

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
export function instantOfLocalTime(wallClock: string, zone: Zone): string {
  const local = Date.parse(`${wallClock}Z`);
  const changes = changesAbout(local, zone);
  if (changes !== undefined) return instantOf(showing(local, changes)[0] ?? skipped(local, changes));
  const zoned = Temporal.PlainDateTime.from(wallClock).toZonedDateTime(nameOfZone(zone), {
    disambiguation: 'compatible',
  });
  return instantOf(zoned.epochMilliseconds);
}

/** The second moment at which the zone's clocks showed the time that they show at an instant, where they were put
 *  back over it; undefined where they were not. */
export function laterInstantOfLocalTime(instant: string, zone: Zone): string | undefined {
  const at = Date.parse(instant);
  const changes = changesAbout(at, zone);
  const second =
    changes === undefined
      ? laterHere(instant, nameOfZone(zone))
      : laterBy(changes, at + offsetAt(changes, at));
  return second !== undefined && second > at ? instantOf(second) : undefined;
}

const instantOf = (epochMs: number) => new Date(epochMs).toISOString();

function laterHere(instant: string, timeZone: string): number {
  const first = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone);
  return first.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'later' }).epochMilliseconds;
}

const laterBy = (changes: readonly Offset[], local: number) => showing(local, changes).at(-1);

/** The instants at which the clocks show a time, in their order. No clocks are changed twice within two days. */
function showing(local: number, changes: readonly Offset[]): number[] {
  const offsets = [...new Set([offsetAt(changes, local - DAY_MS), offsetAt(changes, local + DAY_MS)])];
  return offsets
    .map((offset) => local - offset)
    .filter((epochMs) => epochMs + offsetAt(changes, epochMs) === local)
    .sort((a, b) => a - b);
}

const skipped = (local: number, changes: readonly Offset[]) => local - offsetAt(changes, local - DAY_MS);
