import { mapLimited } from '../lib/map-limited';
import { type AskedAnalytics, movedDates } from './moved-dates';
import type { InventoryReader } from './ports';

/** How long the loans lasted that began in a month and have ended. */
export type MonthDurations = {
  /** `2026-03`, of the library's dates. */
  readonly month: string;
  readonly loans: number;
  readonly medianHours: number;
  readonly p90Hours: number;
};

const DAYS_AT_ONCE = 16;
const HOUR_MS = 3_600_000;

/** The months of a span in which loans began that have ended, in their order; from and to are library dates, both
 *  included, and a month at either end counts its dates within the span only. */
export async function loanDurations(
  asked: AskedAnalytics & { readonly inventory: Pick<InventoryReader, 'endedLoans'> },
  { from, to }: { readonly from: string; readonly to: string },
): Promise<MonthDurations[]> {
  const dates = await movedDates(asked, from, to);
  const hours = new Map<string, number[]>();
  const days = await mapLimited(dates, DAYS_AT_ONCE, async (date) => ({
    month: date.slice(0, 7),
    loans: await asked.inventory.endedLoans(date),
  }));
  for (const { month, loans } of days) {
    const ofMonth = hours.get(month) ?? [];
    for (const { borrowedAt, returnedAt } of loans) {
      if (returnedAt !== undefined) ofMonth.push((Date.parse(returnedAt) - Date.parse(borrowedAt)) / HOUR_MS);
    }
    hours.set(month, ofMonth);
  }
  return [...hours]
    .filter(([, all]) => all.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, all]) => {
      const sorted = all.sort((a, b) => a - b);
      return {
        month,
        loans: sorted.length,
        medianHours: hundredths(quantile(sorted, 0.5)),
        p90Hours: hundredths(quantile(sorted, 0.9)),
      };
    });
}

/** Between the two nearest values by their distance: what spreadsheets, R's type 7 and NumPy do by default. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [below = 0, above = below] = sorted.slice(Math.floor(place), Math.floor(place) + 2);
  return below + (above - below) * (place - Math.floor(place));
}

const hundredths = (value: number) => Math.round(value * 100) / 100;
