import { type BookDay, beforeDay } from '../../projections/analytics-rows';
import type { StockCounts } from '../../projections/stock';
import type { AnalyticsReader, BookDays } from './ports';

/** What moved on each date, and each book's running totals at the end of the last. */
export type Movements = {
  readonly days: BookDays;
  readonly running: ReadonlyMap<string, StockCounts>;
};

/** Projectors go on while we read: so often a book that moved meanwhile is read again. */
const MAX_ROUNDS = 6;

/** The dates' movements and the running totals, read so that they belong together book by book: a book
 *  whose totals moved between the first and the last look is looked at again.
 *  The dates must reach to the last on which anything can have moved. */
export async function readMovements(
  analytics: AnalyticsReader,
  dates: readonly string[],
  bookIds?: readonly string[],
): Promise<Movements> {
  const days = new Map<string, Map<string, BookDay>>(dates.map((date) => [date, new Map()]));
  const running = new Map<string, StockCounts>();
  let wanted = bookIds;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = await analytics.running(wanted);
    const read = await analytics.bookDays(dates, wanted);
    const after = await analytics.running(wanted);
    for (const [date, books] of read) for (const [bookId, day] of books) days.get(date)?.set(bookId, day);
    for (const [bookId, counts] of after) running.set(bookId, counts);
    wanted = [...after].flatMap(([bookId, counts]) => (isSame(before.get(bookId), counts) ? [] : [bookId]));
    if (wanted.length === 0) break;
  }
  return { days, running };
}

const isSame = (a: StockCounts | undefined, b: StockCounts) => a?.total === b.total && a.onLoan === b.onLoan;

/** Each date's closing figures, walked back from the running totals, newest date first. The map of a date
 *  is valid until the next is asked for. */
export function* closingsBackwards(
  dates: readonly string[],
  { days, running }: Movements,
): Generator<{ readonly date: string; readonly closing: ReadonlyMap<string, StockCounts> }> {
  const closing = new Map(running);
  for (const date of [...dates].reverse()) {
    yield { date, closing };
    for (const [bookId, day] of days.get(date) ?? []) {
      closing.set(bookId, beforeDay(closing.get(bookId) ?? NOTHING, day));
    }
  }
}

export const NOTHING: StockCounts = { total: 0, onLoan: 0 };
