import { instantOfRfc3339, instantOfZoneless } from '../intake/scan-message-time';
import { laterInstantOfLocalTime } from '../lib/library-calendar';
import type { Zone } from '../lib/zone-rules';
import type { GivenTime } from './import-times';
import { MONTH_NAME, monthOf } from './month-names';
import { whyNoTime } from './why-no-time';

/** What a cell says of a time: a moment, that there is none, or nothing that can be taken. */
export type TimeReading =
  | { readonly kind: 'time'; readonly given: GivenTime }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly why: string };

/** Databases write these where there is no time. */
const NONE = /^(?:|null|\\n|0000-00-00(?: 00:00(?::00)?)?)$/i;

const WEEKDAY = `(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?`;
const DAYS: readonly RegExp[] = [
  /^(?<y>\d{4})(?<sep>[-/.])(?<m>\d{1,2})\k<sep>(?<d>\d{1,2})(?<rest>\D.*)?$/,
  /^(?<y>\d{4})(?<m>\d\d)(?<d>\d\d)(?<rest>(?:[Tt ].*|\d{4}.*))?$/,
  new RegExp(String.raw`^${WEEKDAY}(?<d>\d{1,2})[ -](?<m>${MONTH_NAME})[ -](?<y>\d{4})(?<rest>\D.*)?$`, 'i'),
  new RegExp(String.raw`^${WEEKDAY}(?<m>${MONTH_NAME}) (?<d>\d{1,2}),? (?<y>\d{4})(?<rest>\D.*)?$`, 'i'),
  // ctime(3) and date(1): the year comes last.
  new RegExp(
    String.raw`^${WEEKDAY}(?<m>${MONTH_NAME}) (?<d>\d{1,2}) (?<rest>\d\d:\d\d:\d\d(?: (?:UTC|GMT))?) (?<y>\d{4})$`,
    'i',
  ),
  /^(?<y>\d{4})年(?<m>\d{1,2})月(?<d>\d{1,2})日(?<rest>\D.*)?$/,
];

const OFFSET = String.raw`(?: ?(?<offset>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?`;
const TIMES: readonly RegExp[] = [
  new RegExp(
    String.raw`^(?:T|,? ?)(?<h>\d{1,2}):(?<mi>\d\d)(?::(?<s>\d\d)(?:[.,:](?<f>\d+))?)?(?: ?(?<half>[ap])\.?m\.?)?${OFFSET}$`,
    'i',
  ),
  new RegExp(String.raw`^[T ]?(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)?(?:\.(?<f>\d+))?${OFFSET}$`, 'i'),
  // DB2.
  /^-(?<h>\d\d)\.(?<mi>\d\d)\.(?<s>\d\d)(?:\.(?<f>\d+))?$/,
  // SIP2: a zone of four places stands between day and time.
  /^ (?<offset>Z)(?<h>\d\d)(?<mi>\d\d)(?<s>\d\d)$/,
  // Koha's offline tools: milliseconds as a number of their own, and hyphens in the time.
  /^ (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d) (?<ms>\d{1,3})$/,
  /^ (?<h>\d\d)-(?<mi>\d\d)-(?<s>\d\d) (?<ms>\d{1,3})$/,
];

/** Reads a time in any of the forms of docs/imports.md: a moment, or a day of which no more is known. A time without
 *  an offset is of the zone; one that its clocks showed twice is the earlier. Fractions beyond milliseconds are cut
 *  off. What may be read in two ways is refused, and so is what no calendar or clock shows. */
export function readTime(text: string, timeZone: Zone): TimeReading {
  const plain = text.trim().replace(/\s+/g, ' ');
  if (NONE.test(plain)) return { kind: 'none' };
  const day = dayIn(plain);
  const given = day && (day.rest === '' ? ofDay(day.date) : ofClock(day.date, day.rest, timeZone));
  if (given === undefined) return { kind: 'refused', why: whyNoTime(plain, day !== undefined) };
  return { kind: 'time', given };
}

function dayIn(text: string): { date: string; rest: string } | undefined {
  for (const form of DAYS) {
    const { y, m = '', d = '', rest = '' } = form.exec(text)?.groups ?? {};
    if (y === undefined) continue;
    const month = /^\d/.test(m) ? m.padStart(2, '0') : monthOf(m);
    return { date: `${y}-${month}-${d.padStart(2, '0')}`, rest };
  }
  return undefined;
}

/** A day is good if it has a noon. */
const ofDay = (date: string): GivenTime | undefined =>
  instantOfZoneless(`${date} 12:00:00`, 'UTC') === undefined ? undefined : { precision: 'day', date };

function ofClock(date: string, rest: string, timeZone: Zone): GivenTime | undefined {
  const parts = TIMES.map((form) => form.exec(rest)?.groups).find((groups) => groups !== undefined);
  const hour = parts && hourOf(parts['h'] ?? '', parts['half']);
  if (parts === undefined || hour === undefined) return undefined;
  const { mi, s = '00', f, ms, offset } = parts;
  const fraction = ms?.padStart(3, '0') ?? f ?? '000';
  const text = `${date}T${hour}:${mi}:${s}.${fraction}`;
  if (offset !== undefined) {
    const exact = instantOfRfc3339(`${text}${offsetOf(offset)}`);
    return exact === undefined ? undefined : { precision: 'instant', at: exact };
  }
  const at = instantOfZoneless(text, timeZone);
  if (at === undefined) return undefined;
  const orAt = laterInstantOfLocalTime(at, timeZone);
  return { precision: 'instant', at, ...(orAt !== undefined && { orAt }) };
}

/** The hour of 24, or undefined where a clock of twelve hours shows no such hour. */
function hourOf(hour: string, half: string | undefined): string | undefined {
  if (half === undefined) return hour.padStart(2, '0');
  const ofTwelve = Number(hour);
  if (ofTwelve < 1 || ofTwelve > 12) return undefined;
  return String((ofTwelve % 12) + (half.toLowerCase() === 'p' ? 12 : 0)).padStart(2, '0');
}

function offsetOf(offset: string): string {
  if (!/^[+-]/.test(offset)) return 'Z';
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  return `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
