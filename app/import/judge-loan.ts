import type { TagScanned } from '../../domain/tag/events';
import type { HistoryStep } from '../../domain/tag/history';
import type { RowResult } from './import-rows';
import type { PlacedLoan } from './place-loans';
import type { StoredLoan, StoredLoans } from './stored-loans';

/** What a row whose scans are stored ends as: a loan as it says, or scans of which none came, with what it met.
 *  `lineOf` names the row that a scan of this file comes from. */
export function judgeLoan(
  loan: PlacedLoan,
  checkoutId: string,
  after: StoredLoans,
  lineOf: (scan: TagScanned) => number | undefined,
): RowResult {
  const { line } = loan;
  const reason = whyNoLoan(loan, checkoutId, after, (scan) => nameOf(scan, lineOf));
  return reason === undefined ? { line, result: 'new' } : { line, result: 'no-loan', reason };
}

function whyNoLoan(
  loan: PlacedLoan,
  checkoutId: string,
  { steps, loans }: StoredLoans,
  name: (scan: TagScanned | undefined) => string,
): string | undefined {
  const step = steps.find(({ event }) => event.eventId === checkoutId);
  if (step?.event.type !== 'TagScanned') throw new Error(`${checkoutId} is not in the history.`);
  const why = whyNotLent(step, loan.borrowedAt, loans, name);
  if (why !== undefined) return why;
  const made = loans.find(({ checkout }) => checkout?.eventId === checkoutId);
  if (loan.returnedAt === undefined || made === undefined || isEndedBy(made, loan)) return undefined;
  return `its loan ended at ${made.returnedAt}${made.closedBy === 'returned' ? name(made.ending) : `: the copy was ${made.closedBy}`}`;
}

/** Why no loan came of a scan that was to lend the copy, or undefined where one did. */
export function whyNotLent(
  { event, outcome, before }: HistoryStep,
  at: string,
  loans: readonly StoredLoan[],
  name: (scan: TagScanned | undefined) => string,
): string | undefined {
  if (outcome === 'borrowed' || event.type !== 'TagScanned') return undefined;
  if (outcome === 'unknown-tag') {
    return before.status === 'retired'
      ? `the copy was retired at ${at}`
      : `tag ${event.data.tagId} was not assigned to a book by ${at}; it becomes a loan when an assignment as of then or earlier comes`;
  }
  const met = loans.find(({ loanNo }) => loanNo === before.latestLoan?.loanNo);
  return met === undefined
    ? `its checkout reads as ${outcome}`
    : `the copy was on loan since ${met.borrowedAt}${name(met.checkout)}`;
}

const isEndedBy = ({ returnedAt, closedBy }: StoredLoan, loan: PlacedLoan) =>
  closedBy === 'returned' && (returnedAt === loan.returnedAt || returnedAt === loan.returnedAtBefore);

/** How a reason names a scan: by its row in the file, or by its id. */
export function nameOf(
  scan: TagScanned | undefined,
  lineOf: (scan: TagScanned) => number | undefined,
): string {
  if (scan === undefined) return '';
  const line = lineOf(scan);
  return line === undefined ? ` (scan ${scan.data.scanId} by ${scan.data.readerId})` : ` (row ${line})`;
}
