import { type Calendar, isoWeekday } from '../../domain/calendar';
import type { AnalyticsRow, HourRow } from '../../projections/analytics-rows';
import type { StockRow } from '../../projections/stock';
import { escapeCell } from './escape-cell';
import type { ExportedBook, ExportedLoan } from './export-ports';

type Book = Pick<ExportedBook, 'name' | 'author'>;

/** A book at the end of a day. */
export const stockCells = (day: string, row: StockRow): string[] => [
  day,
  escapeCell(row.bookId),
  escapeCell(row.name),
  escapeCell(row.author),
  escapeCell(row.isbn),
  String(row.total),
  String(row.available),
  String(row.onLoan),
  row.status,
];

/** A book on a day on which one of its figures moved. */
export const analyticsCells = (row: AnalyticsRow, book: Book): string[] => [
  row.date,
  escapeCell(row.bookId),
  escapeCell(book.name),
  escapeCell(book.author),
  String(row.borrowed),
  String(row.returned),
  String(row.copiesAdded),
  String(row.copiesRemoved),
  String(row.closingTotal),
  String(row.closingOnLoan),
  String(row.closingAvailable),
];

export const hourCells = (date: string, { hour, borrowed, returned }: HourRow): string[] => [
  date,
  String(isoWeekday(date)),
  String(hour),
  String(borrowed),
  String(returned),
];

/** Tag and number of the loan: the key of its row. */
export const loanId = ({ tagId, loanNo }: Pick<ExportedLoan, 'tagId' | 'loanNo'>): string =>
  `${tagId}#${String(loanNo).padStart(6, '0')}`;

/** A loan as it stands now; what a running loan does not have yet is empty. */
export function loanCells(loan: ExportedLoan, book: Book, calendar: Calendar): string[] {
  const { tagId, bookId, borrowedAt, borrowedReaderId, returnedAt, returnedReaderId, closedBy } = loan;
  const borrowed = calendar(borrowedAt);
  return [
    escapeCell(loanId(loan)),
    escapeCell(tagId),
    escapeCell(bookId),
    escapeCell(book.name),
    escapeCell(book.author),
    borrowedAt,
    borrowed.date,
    String(borrowed.hour),
    String(isoWeekday(borrowed.date)),
    escapeCell(borrowedReaderId),
    returnedAt ?? '',
    returnedAt === undefined ? '' : calendar(returnedAt).date,
    escapeCell(returnedReaderId ?? ''),
    returnedAt === undefined ? '' : hoursBetween(borrowedAt, returnedAt),
    closedBy ?? '',
    returnedAt === undefined ? '1' : '0',
  ];
}

/** Whole hundredths first: the division of the float alone would round some halves down. */
function hoursBetween(from: string, to: string): string {
  const hundredths = Math.round((Date.parse(to) - Date.parse(from)) / 36_000);
  return (hundredths / 100).toFixed(2);
}
