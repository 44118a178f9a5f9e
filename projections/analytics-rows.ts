import { OUTCOMES, type Outcome } from '../domain/tag/evolve';
import type { BookFigure } from './analytics';
import type { StockCounts } from './stock';

/** A day of one book, with its figures at the end of that day. */
export type AnalyticsRow = {
  readonly date: string;
  readonly bookId: string;
  readonly borrowed: number;
  readonly returned: number;
  readonly copiesAdded: number;
  readonly copiesRemoved: number;
  readonly closingTotal: number;
  readonly closingOnLoan: number;
  readonly closingAvailable: number;
};

/** A day over all books. */
export type DaySummary = Omit<AnalyticsRow, 'bookId'> & {
  readonly scansByOutcome: Readonly<Record<Outcome, number>>;
  readonly hours: readonly HourRow[];
};

export type HourRow = { readonly hour: number; readonly borrowed: number; readonly returned: number };

/** The sums of a day and book as they are stored; absent means zero. */
export type BookDay = Readonly<Partial<Record<BookFigure, number>>>;

/** A book has a row on days when one of its figures moved. */
export const hasMoved = (day: BookDay) => Object.values(day).some((figure) => figure !== 0);

export function toAnalyticsRow(
  date: string,
  bookId: string,
  day: BookDay,
  closing: StockCounts,
): AnalyticsRow {
  return {
    date,
    bookId,
    borrowed: day.borrowed ?? 0,
    returned: day.returned ?? 0,
    copiesAdded: day.copiesAdded ?? 0,
    copiesRemoved: day.copiesRemoved ?? 0,
    closingTotal: closing.total,
    closingOnLoan: closing.onLoan,
    closingAvailable: closing.total - closing.onLoan,
  };
}

/** A book's counts before a day, from those after it. */
export const beforeDay = (closing: StockCounts, day: BookDay | undefined): StockCounts => ({
  total: closing.total - (day?.total ?? 0),
  onLoan: closing.onLoan - (day?.onLoan ?? 0),
});

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** A day's own sums, as stored (absent means zero), with the sums over its books. */
export function toDaySummary(
  date: string,
  figures: Readonly<Record<string, number>>,
  books: readonly BookDay[],
  closing: StockCounts,
): DaySummary {
  const sum = (figure: BookFigure) => books.reduce((total, day) => total + (day[figure] ?? 0), 0);
  const row = toAnalyticsRow(
    date,
    '',
    {
      borrowed: sum('borrowed'),
      returned: sum('returned'),
      copiesAdded: sum('copiesAdded'),
      copiesRemoved: sum('copiesRemoved'),
    },
    closing,
  );
  const { bookId: _, ...summed } = row;
  return {
    ...summed,
    scansByOutcome: Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, figures[`outcome:${outcome}`] ?? 0]),
    ) as Record<Outcome, number>,
    hours: HOURS.map((hour) => {
      const name = String(hour).padStart(2, '0');
      return { hour, borrowed: figures[`borrowed:${name}`] ?? 0, returned: figures[`returned:${name}`] ?? 0 };
    }),
  };
}
