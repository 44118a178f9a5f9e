import { type BookDay, beforeDay } from '../../projections/analytics-rows';
import type { StockCounts } from '../../projections/stock';
import type { AskedAnalytics } from './moved-dates';
import type { BookDays } from './ports';

/** What moved on each date, and each book's running totals at the end of the last. */
export type Movements = {
  readonly days: BookDays;
  readonly running: ReadonlyMap<string, StockCounts>;
};

/** The dates on which anything may have moved, in their order, asked for anew: up to the last of all. */
export type MovedDates = () => Promise<readonly string[]>;

/** Projectors go on while we read: so often a book that moved meanwhile is read again. */
const MAX_ROUNDS = 6;

/** The dates' movements and the running totals, read so that they belong together book by book: a book
 *  whose totals moved between the first and the last look is looked at again. So are the dates, which are read in
 *  between: a new one moves some total. */
export async function readMovements(
  { analytics, serving }: Pick<AskedAnalytics, 'analytics' | 'serving'>,
  datesOf: MovedDates,
  bookIds?: readonly string[],
): Promise<Movements> {
  const days = new Map<string, Map<string, BookDay>>();
  const running = new Map<string, StockCounts>();
  let wanted = bookIds;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = await analytics.running(wanted);
    const dates = await datesOf();
    // Where days are listed, every book that has figures has totals too.
    const known = wanted ?? (serving.listsDays ? [...before.keys()] : undefined);
    const read = await analytics.bookDays(dates, known);
    const after = await analytics.running(wanted);
    for (const date of dates) days.set(date, new Map([...(days.get(date) ?? []), ...(read.get(date) ?? [])]));
    for (const [bookId, counts] of after) running.set(bookId, counts);
    wanted = [...after].flatMap(([bookId, counts]) => (isSame(before.get(bookId), counts) ? [] : [bookId]));
    if (wanted.length === 0) break;
  }
  return { days, running };
}

const isSame = (a: StockCounts | undefined, b: StockCounts) => a?.total === b.total && a.onLoan === b.onLoan;

/** Each date's closing figures, walked back from the running totals, newest date first. Dates are those on which
 *  anything moved and any others, in their order. The map of a date is valid until the next is asked for. */
export function* closingsBackwards(
  dates: readonly string[],
  { days, running }: Movements,
): Generator<{
  readonly date: string;
  readonly closing: ReadonlyMap<string, StockCounts>;
  readonly total: StockCounts;
}> {
  const closing = new Map(running);
  const total = { ...NOTHING };
  const addToTotal = (counts: StockCounts, sign: 1 | -1) => {
    total.total += sign * counts.total;
    total.onLoan += sign * counts.onLoan;
  };
  for (const counts of closing.values()) addToTotal(counts, 1);
  for (const date of [...dates].reverse()) {
    yield { date, closing, total: { ...total } };
    for (const [bookId, day] of days.get(date) ?? []) {
      const after = closing.get(bookId) ?? NOTHING;
      const before = beforeDay(after, day);
      closing.set(bookId, before);
      addToTotal(after, -1);
      addToTotal(before, 1);
    }
  }
}

export const NOTHING: StockCounts = { total: 0, onLoan: 0 };
