import {
  type AnalyticsRow,
  type BookDay,
  type DaySummary,
  hasMoved,
  toAnalyticsRow,
  toDaySummary,
} from '../../projections/analytics-rows';
import type { StockCounts } from '../../projections/stock';
import { closingsBackwards, NOTHING, readMovements } from './closing-figures';
import { addDays, datesBetween } from './dates';
import type { Page, PageRequest } from './page';
import type { AnalyticsReader } from './ports';

export type DailyRequest = PageRequest & {
  /** Library dates, both included. */
  readonly from: string;
  readonly to: string;
  /** The library's date now. */
  readonly today: string;
  readonly bookId?: string | undefined;
};

/** A reader's clock may run ahead, so tomorrow can have figures already. */
const lastDate = ({ to, today }: DailyRequest) => (to > addDays(today, 1) ? to : addDays(today, 1));

/** Rows a day and book on which a figure moved, by date and book. On the first page of all books also each
 *  date of the span over all of them. */
export async function dailyAnalytics(
  analytics: AnalyticsReader,
  request: DailyRequest,
): Promise<Page<AnalyticsRow> & { readonly days?: readonly DaySummary[] }> {
  const { from, to, after, limit, bookId } = request;
  const first = after === undefined || after < from ? from : after.slice(0, 10);
  const dates = datesBetween(first, lastDate(request));
  const movements = await readMovements(analytics, dates, bookId === undefined ? undefined : [bookId]);
  const summarised = after === undefined && bookId === undefined;
  const sums = summarised ? await analytics.daySums(datesBetween(from, to)) : undefined;
  const rows: AnalyticsRow[] = [];
  const days: DaySummary[] = [];
  for (const { date, closing } of closingsBackwards(dates, movements)) {
    if (date > to) continue;
    const books = movements.days.get(date) ?? new Map();
    rows.push(...rowsOf(date, books, closing));
    if (sums) days.push(toDaySummary(date, sums.get(date) ?? {}, [...books.values()], totalOf(closing)));
  }
  const page = pageOfRows(rows, limit, after);
  return sums ? { ...page, days: days.reverse() } : page;
}

type Closings = ReadonlyMap<string, StockCounts>;

const rowsOf = (date: string, books: ReadonlyMap<string, BookDay>, closing: Closings) =>
  [...books].flatMap(([bookId, day]) =>
    hasMoved(day) ? [toAnalyticsRow(date, bookId, day, closing.get(bookId) ?? NOTHING)] : [],
  );

function totalOf(closing: Closings): StockCounts {
  const sum = { total: 0, onLoan: 0 };
  for (const counts of closing.values()) {
    sum.total += counts.total;
    sum.onLoan += counts.onLoan;
  }
  return sum;
}

const positionOf = ({ date, bookId }: AnalyticsRow) => `${date}#${bookId}`;

function pageOfRows(rows: AnalyticsRow[], limit: number, after: string | undefined): Page<AnalyticsRow> {
  const placed = rows
    .map((row) => ({ row, position: positionOf(row) }))
    .filter(({ position }) => after === undefined || position > after)
    .sort((a, b) => (a.position < b.position ? -1 : 1));
  const kept = placed.slice(0, limit);
  const last = kept.at(-1);
  const items = kept.map(({ row }) => row);
  return placed.length > limit && last ? { items, next: last.position } : { items };
}
