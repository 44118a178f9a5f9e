import { Temporal } from '@js-temporal/polyfill';
import { cronExpression, type NextRun } from './cron-expression';

const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Reads a schedule's expression: `rate(n minutes|hours|days)`, counted from `anchor`, or `cron(…)`.
 *  Errors: throws on any other, naming it. */
export function scheduleExpression(expression: string, timeZone: string, anchor: Temporal.Instant): NextRun {
  const [, count, unit] = RATE.exec(expression) ?? [];
  if (count === undefined) return cronExpression(expression, timeZone);
  const everyMs = Number(count) * UNIT_MS[unit === 'minute' || unit === 'hour' ? unit : 'day'];
  if (everyMs <= 0) throw new Error(`${expression} never runs.`);
  return (after) => {
    const passedMs = after.epochMilliseconds - anchor.epochMilliseconds;
    const rounds = Math.max(1, Math.floor(passedMs / everyMs) + 1);
    return Temporal.Instant.fromEpochMilliseconds(anchor.epochMilliseconds + rounds * everyMs);
  };
}
