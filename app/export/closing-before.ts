import type { BookDay } from '../../projections/analytics-rows';
import type { StockCounts } from '../../projections/stock';
import { addDays, daysBetween } from './days';
import type { ExportReads } from './export-ports';

const CONCURRENT_DAYS = 8;
const MAX_PASSES = 30;

export type ClosingBefore = {
  readonly reads: Pick<ExportReads, 'runningTotals' | 'day'>;
  readonly generation: string;
  /** Nothing is counted on any day before. */
  readonly firstDay: string;
  /** The newest day on which anything is counted, asked anew before each pass. */
  readonly newestDay: () => Promise<string>;
};

/** Every book's counts at the end of the day before `from`: its running totals less what was counted from
 *  that day on, or all that was counted before it, whichever takes fewer days to read.
 *  The table cannot be read at one moment, and a scan between the read of the totals and that of its day
 *  would be taken off without having been in. So both are read until two passes agree on a book; what moves
 *  it after that changes both alike.
 *  Errors: an Error when some book does not come to rest. */
export async function closingBefore(from: string, ports: ClosingBefore): Promise<Map<string, StockCounts>> {
  const before = daysBetween(ports.firstDay, addDays(from, -1));
  const isEarly = before.length < daysBetween(from, await ports.newestDay()).length;
  const read = () => (isEarly ? sumsOf(before, ports) : totalsLess(from, ports));
  const settled = new Map<string, StockCounts>();
  let previous = new Map<string, Tally>();
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    const current = await read();
    for (const [bookId, tally] of current) {
      if (!settled.has(bookId) && sameTally(tally, previous.get(bookId))) {
        settled.set(bookId, { total: tally.total, onLoan: tally.onLoan });
      }
    }
    if (pass > 1 && [...current.keys()].every((bookId) => settled.has(bookId))) return settled;
    previous = current;
  }
  throw new Error(`Figures kept moving while they were read ${MAX_PASSES} times; export again later.`);
}

/** Counts before the day, and the sums of everything counted since, by which two passes are compared:
 *  a borrow and a return in between would leave the counts alone equal. */
type Tally = Required<BookDay>;

async function totalsLess(from: string, ports: ClosingBefore): Promise<Map<string, Tally>> {
  const { reads, generation, newestDay } = ports;
  const books = new Map<string, Tally>();
  const days = daysBetween(from, await newestDay());
  for await (const { bookId, total, onLoan } of reads.runningTotals(generation)) {
    books.set(bookId, { ...NOTHING, total, onLoan });
  }
  await addDaysTo(books, days, { ports, sign: -1 });
  return books;
}

async function sumsOf(days: readonly string[], ports: ClosingBefore): Promise<Map<string, Tally>> {
  const books = new Map<string, Tally>();
  await addDaysTo(books, days, { ports, sign: 1 });
  return books;
}

/** Adds what was counted on the days to the counts, or takes it off them. What was moved is added in either case. */
async function addDaysTo(
  books: Map<string, Tally>,
  days: readonly string[],
  { ports: { reads, generation }, sign }: { readonly ports: ClosingBefore; readonly sign: 1 | -1 },
): Promise<void> {
  for (let i = 0; i < days.length; i += CONCURRENT_DAYS) {
    const group = days.slice(i, i + CONCURRENT_DAYS);
    for (const { books: moved } of await Promise.all(group.map((day) => reads.day(generation, day)))) {
      for (const [bookId, day] of moved) books.set(bookId, withDay(books.get(bookId) ?? NOTHING, day, sign));
    }
  }
}

const NOTHING: Tally = { total: 0, onLoan: 0, borrowed: 0, returned: 0, copiesAdded: 0, copiesRemoved: 0 };

const FIGURES = Object.keys(NOTHING) as (keyof Tally)[];

const withDay = (tally: Tally, day: BookDay, sign: 1 | -1): Tally => ({
  total: tally.total + sign * (day.total ?? 0),
  onLoan: tally.onLoan + sign * (day.onLoan ?? 0),
  borrowed: tally.borrowed + (day.borrowed ?? 0),
  returned: tally.returned + (day.returned ?? 0),
  copiesAdded: tally.copiesAdded + (day.copiesAdded ?? 0),
  copiesRemoved: tally.copiesRemoved + (day.copiesRemoved ?? 0),
});

const sameTally = (tally: Tally, other: Tally | undefined) =>
  other !== undefined && FIGURES.every((figure) => tally[figure] === other[figure]);
