import { isWithdrawn, readBook } from '../domain/book/book';
import type { BookEvent } from '../domain/book/events';
import type { Calendar } from '../domain/calendar';
import { isBookEvent, isTagEvent, type LibraryEvent } from '../domain/events';
import { readHistory } from '../domain/tag/history';
import type { Rules } from '../domain/tag/rules';
import { type Loan, UNASSIGNED } from '../domain/tag/state';
import { type BookFigure, contributionsOf, parseCounterName } from './analytics';
import { type AnalyticsRow, type DaySummary, hasMoved, toAnalyticsRow, toDaySummary } from './analytics-rows';
import { addCounters, type Counters } from './counters';
import { type InventoryRow, loansOf, toInventoryRow } from './inventory';
import { type StockCounts, type StockDelta, type StockRow, stockDelta, toStockRow } from './stock';

/** All that the read models say, keyed and ordered by their keys. */
export type Library = {
  readonly inventory: InventoryRow[];
  readonly loans: (Loan & { readonly tagId: string })[];
  readonly stock: StockRow[];
  readonly analytics: AnalyticsRow[];
  readonly days: DaySummary[];
};

/** The read models as plain folds over a set of events held in memory: what every other way of deriving
 *  them must equal. */
export function readLibrary(events: readonly LibraryEvent[], rules: Rules, calendar: Calendar): Library {
  const tags = byKey(events.filter(isTagEvent), (event) => event.data.tagId);
  const histories = sorted(tags).map(([tagId, history]) => ({ tagId, ...readHistory(history, rules) }));
  const counters = addCounters(histories.map(({ steps }) => contributionsOf(steps, calendar)));
  return {
    inventory: histories.map(({ tagId, reading }) => toInventoryRow(tagId, reading.state)),
    loans: histories.flatMap(({ tagId, steps }) => loansOf(steps).map((loan) => ({ tagId, ...loan }))),
    stock: stockOf(
      histories.map(({ reading }) => stockDelta(UNASSIGNED, reading.state)),
      events.filter(isBookEvent),
    ),
    ...analyticsOf(counters),
  };
}

function stockOf(deltas: readonly StockDelta[], bookEvents: readonly BookEvent[]) {
  const counts = new Map<string, StockCounts>();
  for (const [bookId, { total, onLoan }] of deltas.flat()) {
    const sum = counts.get(bookId) ?? { total: 0, onLoan: 0 };
    counts.set(bookId, { total: sum.total + total, onLoan: sum.onLoan + onLoan });
  }
  const books = byKey(bookEvents, (event) => event.data.bookId);
  const listed = new Map(
    [...new Set([...counts.keys(), ...books.keys()])].map((bookId) => [
      bookId,
      { sum: counts.get(bookId) ?? { total: 0, onLoan: 0 }, book: readBook(books.get(bookId) ?? []) },
    ]),
  );
  return sorted(listed)
    .filter(([, { sum, book }]) => (book !== undefined && !isWithdrawn(book)) || sum.total !== 0)
    .map(([bookId, { sum, book }]) => toStockRow(bookId, sum, book));
}

/** Closing figures are carried forward here, day by day, from nothing. */
function analyticsOf(counters: Counters): Pick<Library, 'analytics' | 'days'> {
  const dates = new Map<string, DayFigures>();
  for (const [name, amount] of Object.entries(counters)) {
    const { date, figure, bookId } = parseCounterName(name);
    const day: DayFigures = dates.get(date) ?? { own: {}, books: new Map() };
    if (bookId === '') day.own[figure] = amount;
    else day.books.set(bookId, { ...day.books.get(bookId), [figure as BookFigure]: amount });
    dates.set(date, day);
  }
  const running = new Map<string, StockCounts>();
  let all: StockCounts = { total: 0, onLoan: 0 };
  const analytics: AnalyticsRow[] = [];
  const days: DaySummary[] = [];
  for (const [date, { own, books }] of sorted(dates)) {
    for (const [bookId, day] of sorted(books)) {
      const closing = after(running.get(bookId) ?? { total: 0, onLoan: 0 }, day);
      running.set(bookId, closing);
      all = after(all, day);
      if (hasMoved(day)) analytics.push(toAnalyticsRow(date, bookId, day, closing));
    }
    days.push(toDaySummary(date, own, [...books.values()], all));
  }
  return { analytics, days };
}

type DayFigures = { readonly own: Record<string, number>; readonly books: Map<string, BookDayFigures> };
type BookDayFigures = Partial<Record<BookFigure, number>>;

const after = (counts: StockCounts, day: BookDayFigures): StockCounts => ({
  total: counts.total + (day.total ?? 0),
  onLoan: counts.onLoan + (day.onLoan ?? 0),
});

function byKey<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const sorted = <Value>(map: ReadonlyMap<string, Value>): [string, Value][] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
