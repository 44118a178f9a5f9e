import { Temporal } from '@js-temporal/polyfill';

/** The first run strictly after an instant, or undefined if there is none within the next years. */
export type NextRun = (after: Temporal.Instant) => Temporal.Instant | undefined;

type Field = { readonly min: number; readonly max: number; readonly names?: readonly string[] };

const MINUTE: Field = { min: 0, max: 59 };
const HOUR: Field = { min: 0, max: 23 };
const DAY: Field = { min: 1, max: 31 };
const MONTH: Field = {
  min: 1,
  max: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
/** Sunday is 1 in AWS. */
const WEEKDAY: Field = { min: 1, max: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };
const YEAR: Field = { min: 1970, max: 2199 };
const DAYS_AHEAD = 366 * 5;

/** Reads `cron(minutes hours day-of-month month day-of-week year)` in a time zone. A time that a clock change
 *  skips is not run; one that it repeats is run once, as EventBridge Scheduler does.
 *  Errors: throws on anything but numbers, names, lists, ranges, steps, `*` and `?`. */
export function cronExpression(expression: string, timeZone: string): NextRun {
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  const [minute, hour, day, month, weekday, year] = fields;
  if (fields.length !== 6 || !minute || !hour || !day || !month || !weekday || !year) {
    throw new Error(`${expression} is not cron(minutes hours day-of-month month day-of-week year).`);
  }
  const minutes = valuesOf(minute, MINUTE);
  const hours = valuesOf(hour, HOUR);
  const days = new Set(valuesOf(day, DAY));
  const months = new Set(valuesOf(month, MONTH));
  const weekdays = new Set(valuesOf(weekday, WEEKDAY));
  const years = new Set(valuesOf(year, YEAR));
  const isDay = (date: Temporal.PlainDate) =>
    days.has(date.day) &&
    months.has(date.month) &&
    weekdays.has((date.dayOfWeek % 7) + 1) &&
    years.has(date.year);

  return (after) => {
    const first = after.toZonedDateTimeISO(timeZone).toPlainDate();
    for (let ahead = 0; ahead < DAYS_AHEAD; ahead++) {
      const date = first.add({ days: ahead });
      if (!isDay(date)) continue;
      const runs = hours.flatMap((h) => minutes.flatMap((m) => instantAt(date, h, m, timeZone)));
      const next = runs.find((run) => Temporal.Instant.compare(run, after) > 0);
      if (next) return next;
    }
    return undefined;
  };
}

function instantAt(date: Temporal.PlainDate, hour: number, minute: number, zone: string): Temporal.Instant[] {
  const wanted = date.toPlainDateTime({ hour, minute });
  const zoned = wanted.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return zoned.toPlainDateTime().equals(wanted) ? [zoned.toInstant()] : [];
}

function valuesOf(text: string, field: Field): readonly number[] {
  const values = text.split(',').flatMap((part) => valuesOfPart(part, field));
  return [...new Set(values)].sort((a, b) => a - b);
}

function valuesOfPart(part: string, field: Field): readonly number[] {
  const [range = '', step] = part.split('/');
  const stride = step === undefined ? 1 : numberIn(step, { min: 1, max: field.max });
  const [low, high] = boundsOf(range, step !== undefined, field);
  return Array.from({ length: Math.floor((high - low) / stride) + 1 }, (_, at) => low + at * stride);
}

function boundsOf(range: string, hasStep: boolean, field: Field): readonly [number, number] {
  if (range === '*' || range === '?') return [field.min, field.max];
  const [from = '', to] = range.split('-');
  const low = numberIn(from, field);
  const high = to === undefined ? (hasStep ? field.max : low) : numberIn(to, field);
  if (high < low) throw new Error(`The local stack does not run the cron range ${range}.`);
  return [low, high];
}

function numberIn(text: string, { min, max, names }: Field): number {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + min : Number(text);
  if (!/^\w+$/.test(text) || !Number.isInteger(value) || value < min || value > max) {
    throw new Error(`The local stack does not run the cron field ${text}: a number from ${min} to ${max}.`);
  }
  return value;
}
