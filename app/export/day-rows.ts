import type { Calendar } from '../../domain/calendar';
import { hasMoved, toAnalyticsRow, toDaySummary } from '../../projections/analytics-rows';
import { type StockCounts, toStockRow } from '../../projections/stock';
import { type BookCatalogue, wasListed } from './book-catalogue';
import { analyticsCells, hourCells, loanCells, stockCells } from './csv-rows';
import type { ExportedLoan, StoredDay } from './export-ports';

type Rows = Iterable<readonly string[]>;

/** The rows of stock.csv: every book that was registered and not withdrawn, or had copies, at the day's end. */
export function* stockRows(
  day: string,
  closing: ReadonlyMap<string, StockCounts>,
  catalogue: BookCatalogue,
): Rows {
  for (const bookId of catalogue.idsWith(closing.keys())) {
    const book = catalogue.find(bookId);
    const counts = closing.get(bookId) ?? { total: 0, onLoan: 0 };
    if (wasListed(book, day) || counts.total !== 0) yield stockCells(day, toStockRow(bookId, counts, book));
  }
}

/** The rows of analytics.csv: the books of which a figure moved on the day. */
export function* analyticsRows(
  day: string,
  { books }: StoredDay,
  closing: ReadonlyMap<string, StockCounts>,
  catalogue: BookCatalogue,
): Rows {
  for (const [bookId, moved] of books) {
    if (!hasMoved(moved)) continue;
    const row = toAnalyticsRow(day, bookId, moved, closing.get(bookId) ?? { total: 0, onLoan: 0 });
    yield analyticsCells(row, catalogue.find(bookId));
  }
}

/** The rows of hours.csv: all 24, so that a table over weekdays and hours has no holes. */
export const hourRows = (day: string, { figures }: StoredDay): Rows =>
  toDaySummary(day, figures, [], { total: 0, onLoan: 0 }).hours.map((hour) => hourCells(day, hour));

/** The rows of loans.csv. A loan that moved to another day while the day was being read is left to the
 *  file of that other day. */
export async function* loanRows(
  day: string,
  loans: AsyncIterable<ExportedLoan>,
  catalogue: BookCatalogue,
  calendar: Calendar,
): AsyncIterable<readonly string[]> {
  for await (const loan of loans) {
    if (calendar(loan.borrowedAt).date !== day) continue;
    yield loanCells(loan, catalogue.find(loan.bookId), calendar);
  }
}
