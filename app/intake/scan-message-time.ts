import { Temporal } from '@js-temporal/polyfill';
import { instantOfLocalTime } from '../lib/library-calendar';
import type { Zone } from '../lib/zone-rules';

const DATE = String.raw`\d{4}-\d\d-\d\d`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)`;
const RFC3339 = new RegExp(`^(${DATE})[Tt ](${TIME})(?:\\.(\\d+))?([Zz]|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)$`);
const ZONELESS = new RegExp(`^(${DATE})[T ](${TIME})(?:\\.(\\d+))?$`);

/** Instants are kept as text of one length, so that their order is their text's order. */
const STORED = /^\d{4}-/;

/** The instant of an RFC 3339 text in UTC with milliseconds, finer fractions cut off; undefined for any
 *  other text, for a date or leap second that cannot be, and outside the years 0000 to 9999 UTC.
 *  A leap second counts as the second before it. */
export function instantOfRfc3339(text: string): string | undefined {
  const [, date, time, fraction, offset] = RFC3339.exec(text) ?? [];
  if (date === undefined || time === undefined || offset === undefined) return undefined;
  const utc = attempt(() =>
    new Date(
      Temporal.Instant.from(`${date}T${time}${milliseconds(fraction)}${offset}`).epochMilliseconds,
    ).toISOString(),
  );
  if (utc === undefined || !STORED.test(utc)) return undefined;
  return time.endsWith(':60') && !utc.includes('T23:59:59') ? undefined : utc;
}

/** The instant of a wall-clock time in the zone, as the seed system writes it: `2023-09-18 18:00:00.123456`,
 *  the fraction missing at a full second. Otherwise as above.
 *  Errors: RangeError for a zone that does not exist. */
export function instantOfZoneless(text: string, timeZone: Zone): string | undefined {
  const [, date, time, fraction] = ZONELESS.exec(text) ?? [];
  if (date === undefined || time === undefined || time.endsWith(':60')) return undefined;
  const wallClock = attempt(() =>
    Temporal.PlainDateTime.from(`${date}T${time}${milliseconds(fraction)}`).toString(),
  );
  if (wallClock === undefined) return undefined;
  // Outside the attempt: a zone that does not exist is our fault, not the reader's.
  const utc = instantOfLocalTime(wallClock, timeZone);
  return STORED.test(utc) ? utc : undefined;
}

const milliseconds = (fraction = '') => `.${fraction.slice(0, 3).padEnd(3, '0')}`;

function attempt(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    // Temporal throws RangeError for a date that is none, such as 30 February.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
