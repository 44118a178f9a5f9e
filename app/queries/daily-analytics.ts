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
import { datesBetween } from './dates';
import { type AskedAnalytics, movedSince } from './moved-dates';
import type { Page, PageRequest } from './page';

export type DailyRequest = PageRequest & {
  /** Library dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly bookId?: string | undefined;
};

/** Rows a day and book on which a figure moved, by date and book. On the first page of all books also each
 *  date of the span over all of them. */
export async function dailyAnalytics(
  asked: AskedAnalytics,
  request: DailyRequest,
): Promise<Page<AnalyticsRow> & { readonly days?: readonly DaySummary[] }> {
  const { from, to, after, limit, bookId } = request;
  const first = after === undefined || after < from ? from : after.slice(0, 10);
  const movements = await readMovements(
    asked,
    () => movedSince(asked, first, to),
    bookId === undefined ? undefined : [bookId],
  );
  const moved = [...movements.days.keys()].sort();
  const summarised = after === undefined && bookId === undefined;
  const sums = summarised ? await asked.analytics.daySums(moved.filter((date) => date <= to)) : undefined;
  const dates = summarised ? [...new Set([...datesBetween(from, to), ...moved])].sort() : moved;
  const rows: AnalyticsRow[] = [];
  const days: DaySummary[] = [];
  for (const { date, closing, total } of closingsBackwards(dates, movements)) {
    if (date > to) continue;
    const books = movements.days.get(date) ?? new Map();
    rows.push(...rowsOf(date, books, closing));
    if (sums) days.push(toDaySummary(date, sums.get(date) ?? {}, [...books.values()], total));
  }
  const page = pageOfRows(rows, limit, after);
  return sums ? { ...page, days: days.reverse() } : page;
}

type Closings = ReadonlyMap<string, StockCounts>;

const rowsOf = (date: string, books: ReadonlyMap<string, BookDay>, closing: Closings) =>
  [...books].flatMap(([bookId, day]) =>
    hasMoved(day) ? [toAnalyticsRow(date, bookId, day, closing.get(bookId) ?? NOTHING)] : [],
  );

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
