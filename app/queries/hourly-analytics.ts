import { isoWeekday } from '../../domain/calendar';
import { type AskedAnalytics, movedDates } from './moved-dates';

/** Borrows and returns in one hour of one weekday, over a span of dates. ISO weekday, Monday 1. */
export type WeekHour = {
  readonly weekday: number;
  readonly hour: number;
  readonly borrowed: number;
  readonly returned: number;
};

const HOURS_A_DAY = 24;

/** All 168 hours of the week, Monday's first; from and to are library dates, both included. */
export async function hourlyAnalytics(
  asked: AskedAnalytics,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<WeekHour[]> {
  const sums = await asked.analytics.daySums(await movedDates(asked, from, to));
  const cells = Array.from({ length: 7 * HOURS_A_DAY }, (_, i) => ({
    weekday: Math.floor(i / HOURS_A_DAY) + 1,
    hour: i % HOURS_A_DAY,
    borrowed: 0,
    returned: 0,
  }));
  for (const [date, figures] of sums) {
    const weekday = isoWeekday(date);
    for (const cell of cells.filter((each) => each.weekday === weekday)) {
      const hour = String(cell.hour).padStart(2, '0');
      cell.borrowed += figures[`borrowed:${hour}`] ?? 0;
      cell.returned += figures[`returned:${hour}`] ?? 0;
    }
  }
  return cells;
}
