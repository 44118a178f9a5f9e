import { Temporal } from '@js-temporal/polyfill';
import { scheduleExpression } from '../../src/scheduler/schedule-expression';

const anchor = Temporal.Instant.from('2026-01-01T00:00:30Z');
const runs = (expression: string, zone: string, after: string, count: number) => {
  const next = scheduleExpression(expression, zone, anchor);
  const found: string[] = [];
  let at: Temporal.Instant | undefined = Temporal.Instant.from(after);
  while (at && found.length < count) {
    at = next(at);
    if (at) found.push(at.toString());
  }
  return found;
};

describe('schedule expressions', () => {
  it('run every day at the time of the library, over a clock change', () => {
    expect(runs('cron(0 21 * * ? *)', 'Europe/Berlin', '2026-03-27T20:00:00Z', 3)).toEqual([
      '2026-03-28T20:00:00Z',
      '2026-03-29T19:00:00Z',
      '2026-03-30T19:00:00Z',
    ]);
  });

  it('skip a time that the clocks skip and run a repeated one once', () => {
    expect(runs('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-28T12:00:00Z', 1)).toEqual([
      '2026-03-30T00:30:00Z',
    ]);
    expect(runs('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
  });

  it.each([
    [
      'cron(*/20 8-9 ? * MON-FRI *)',
      '2026-11-20T09:30:00Z',
      ['2026-11-20T09:40:00Z', '2026-11-23T08:00:00Z'],
    ],
    ['cron(0 0 29 FEB ? *)', '2026-01-01T00:00:00Z', ['2028-02-29T00:00:00Z']],
    ['cron(0 12 ? * 1 *)', '2026-11-20T00:00:00Z', ['2026-11-22T12:00:00Z']],
    ['cron(15,45 6 1 1,7 ? 2027)', '2026-11-20T00:00:00Z', ['2027-01-01T06:15:00Z', '2027-01-01T06:45:00Z']],
    ['rate(1 minute)', '2026-01-01T00:00:30Z', ['2026-01-01T00:01:30Z', '2026-01-01T00:02:30Z']],
    ['rate(2 hours)', '2026-01-01T05:00:00Z', ['2026-01-01T06:00:30Z']],
  ])('%s after %s', (expression, after, expected) => {
    expect(runs(expression, 'UTC', after, expected.length)).toEqual(expected);
  });

  it('come to an end when no year is left', () => {
    expect(runs('cron(0 0 1 1 ? 2020)', 'UTC', '2026-01-01T00:00:00Z', 1)).toEqual([]);
  });

  it.each([
    'at(2026-11-20T00:00:00)',
    'rate(0 minutes)',
    'rate(1 week)',
    'cron(0 21 * * ?)',
    'cron(0 21 L * ? *)',
    'cron(0 21 ? * 2#1 *)',
    'cron(60 21 * * ? *)',
    'cron(0 21 * * ? 5-1)',
  ])('%s is refused', (expression) => {
    expect(() => scheduleExpression(expression, 'UTC', anchor)).toThrow();
  });
});
