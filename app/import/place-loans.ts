import { groupBy } from '../lib/group-by';
import type { Zone } from '../lib/zone-rules';
import type { RowResult } from './import-rows';
import { borrowInstant, endOfDay, libraryDay, returnInstant } from './import-times';
import type { LoanRow } from './loan-row';

/** A loan of one tag with its moments, as one row of a file or several equal ones give it. */
export type PlacedLoan = {
  /** The first row that gives it. */
  readonly line: number;
  readonly tagId: string;
  readonly borrowedAt: string;
  /** Absent while it is out. */
  readonly returnedAt?: string;
  /** Where version 0.2 placed a return of the same day. */
  readonly returnedAtBefore?: string;
  /** The library day, where no more is known of the borrow, of the return. */
  readonly borrowedDay?: string;
  readonly returnedDay?: string;
  readonly loanId?: string;
  /** What the scans' ids are made from: the day, or the instant. */
  readonly namedBy: string;
  readonly borrowedText: string;
};

/** The loans that the rows of one tag give, each placed from its own row alone but for the n-th of a day, and what
 *  the rows that give none end as. */
export function placeLoans(
  rows: readonly LoanRow[],
  timeZone: Zone,
): { readonly loans: readonly PlacedLoan[]; readonly results: readonly RowResult[] } {
  const { first, results } = withoutDoubles(rows);
  const nthOfDay = new Map<string, number>();
  const placed: PlacedLoan[] = [];
  for (const row of first) {
    const day = row.borrowed.precision === 'day' ? row.borrowed.date : undefined;
    const nth = day === undefined ? 1 : (nthOfDay.get(day) ?? 0) + 1;
    if (day !== undefined) nthOfDay.set(day, nth);
    const loan = place(row, nth, timeZone);
    if (loan === undefined) results.push(returnsBeforeBorrow(row));
    else placed.push(loan);
  }
  const { loans, conflicts } = withoutConflicts(placed);
  return { loans, results: [...results, ...conflicts] };
}

function place(row: LoanRow, nth: number, timeZone: Zone): PlacedLoan | undefined {
  const { line, tagId, borrowed, returned, loanId, borrowedText } = row;
  const borrowedAt = borrowInstant(borrowed, timeZone, nth);
  const day = borrowed.precision === 'day' ? borrowed.date : undefined;
  const loan = {
    line,
    tagId,
    borrowedAt,
    ...(day !== undefined && { borrowedDay: day }),
    ...(loanId !== undefined && { loanId }),
    namedBy: day !== undefined && nth === 1 ? day : borrowedAt,
    borrowedText,
  };
  if (returned === undefined) return loan;
  const returnedAt = returnInstant(returned, borrowedAt, timeZone);
  if (returnedAt === undefined) return undefined;
  if (returned.precision === 'instant') return { ...loan, returnedAt };
  const isSameDay = returned.date === libraryDay(borrowedAt, timeZone);
  return {
    ...loan,
    returnedAt,
    returnedDay: returned.date,
    ...(isSameDay && { returnedAtBefore: endOfDay(returned.date, timeZone) }),
  };
}

const returnsBeforeBorrow = ({ line, borrowed, returned, borrowedText }: LoanRow): RowResult => ({
  line,
  result: 'refused',
  reason:
    borrowed.precision === 'day' && returned?.precision === 'instant'
      ? `returned_at lies before borrowed_at ${borrowedText}, which counts at 12:00 where only its day is known`
      : `returned_at does not lie after borrowed_at ${borrowedText}`,
});

/** Rows equal in all that counts are one row. */
function withoutDoubles(rows: readonly LoanRow[]): { first: LoanRow[]; results: RowResult[] } {
  const seen = new Map<string, number>();
  const first: LoanRow[] = [];
  const results: RowResult[] = [];
  for (const row of rows) {
    const { borrowed, returned, loanId = '' } = row;
    const content = JSON.stringify([borrowed, returned ?? null, loanId]);
    const before = seen.get(content);
    if (before === undefined) {
      seen.set(content, row.line);
      first.push(row);
    } else results.push({ line: row.line, result: 'known', reason: `the same loan as row ${before}` });
  }
  return { first, results };
}

/** One loan of the file cannot have two returns: rows that say so are refused together. One that is still out in
 *  one row and back in another is back. */
function withoutConflicts(placed: readonly PlacedLoan[]): {
  loans: PlacedLoan[];
  conflicts: RowResult[];
} {
  const loans: PlacedLoan[] = [];
  const conflicts: RowResult[] = [];
  for (const same of groupBy(placed, identityOf).values()) {
    const closed = same.filter(({ returnedAt }) => returnedAt !== undefined);
    const [kept = same[0]] = closed;
    if (kept === undefined) continue;
    if (closed.length > 1 || same.some(({ borrowedAt }) => borrowedAt !== kept.borrowedAt)) {
      conflicts.push(...same.map((loan) => inConflict(loan, same)));
      continue;
    }
    loans.push(kept);
    for (const { line } of same.filter((loan) => loan !== kept))
      conflicts.push({ line, result: 'known', reason: `the same loan as row ${kept.line}` });
  }
  return { loans, conflicts };
}

const identityOf = ({ loanId, borrowedAt }: PlacedLoan) =>
  loanId === undefined ? `at ${borrowedAt}` : `id ${loanId}`;

function inConflict({ line }: PlacedLoan, all: readonly PlacedLoan[]): RowResult {
  const others = all.filter((other) => other.line !== line).map((other) => other.line);
  const rows = others.length === 1 ? `row ${others[0]} says` : `rows ${others.join(', ')} say`;
  return { line, result: 'refused', reason: `${rows} otherwise of the same loan; keep the right one` };
}
