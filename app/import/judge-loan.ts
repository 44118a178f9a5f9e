import type { TagScanned } from '../../domain/tag/events';
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
  if (step.outcome === 'unknown-tag') {
    return step.before.status === 'retired'
      ? `the copy was retired at ${loan.borrowedAt}`
      : `tag ${loan.tagId} was not assigned to a book by ${loan.borrowedAt}; it becomes a loan when an assignment as of then or earlier comes`;
  }
  if (step.outcome !== 'borrowed') {
    const met = loans.find(({ loanNo }) => loanNo === step.before.latestLoan?.loanNo);
    return met === undefined
      ? `its checkout reads as ${step.outcome}`
      : `the copy was on loan since ${met.borrowedAt}${name(met.checkout)}`;
  }
  const made = loans.find(({ checkout }) => checkout?.eventId === checkoutId);
  if (loan.returnedAt === undefined || made === undefined || isEndedBy(made, loan)) return undefined;
  return `its loan ended at ${made.returnedAt}${made.closedBy === 'returned' ? name(made.ending) : `: the copy was ${made.closedBy}`}`;
}

const isEndedBy = ({ returnedAt, closedBy }: StoredLoan, loan: PlacedLoan) =>
  closedBy === 'returned' && (returnedAt === loan.returnedAt || returnedAt === loan.returnedAtBefore);

function nameOf(scan: TagScanned | undefined, lineOf: (scan: TagScanned) => number | undefined): string {
  if (scan === undefined) return '';
  const line = lineOf(scan);
  return line === undefined ? ` (scan ${scan.data.scanId} by ${scan.data.readerId})` : ` (row ${line})`;
}
