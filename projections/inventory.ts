import type { RetirementReason } from '../domain/tag/events';
import type { HistoryStep } from '../domain/tag/history';
import { isFound, type Loan, type TagState, type TagStatus } from '../domain/tag/state';

/** One copy: where it stands. */
export type InventoryRow = {
  readonly tagId: string;
  readonly bookId?: string;
  readonly status: TagStatus;
  readonly retiredReason?: RetirementReason;
  readonly readerId?: string;
  readonly lastSeenAt?: string;
  readonly borrowedAt?: string;
  readonly returnedAt?: string;
  readonly loanCount: number;
};

export function toInventoryRow(tagId: string, state: TagState): InventoryRow {
  const { bookId, status, retirement, lastSeen, latestLoan, loanCount } = state;
  return {
    tagId,
    ...(bookId !== undefined && { bookId }),
    status,
    ...(retirement && { retiredReason: retirement.reason }),
    ...(lastSeen && { readerId: lastSeen.readerId, lastSeenAt: lastSeen.at }),
    ...(latestLoan && { borrowedAt: latestLoan.borrowedAt }),
    ...(latestLoan?.returnedAt !== undefined && { returnedAt: latestLoan.returnedAt }),
    loanCount,
  };
}

/** The lists of tags that are not on the shelf: unknown ones that people want to see or not, those on loan, retired
 *  ones, and of these the ones that were seen again, likewise. */
export type TagList = 'on-loan' | 'unassigned' | 'ignored' | 'retired' | 'found' | 'found-ignored';

/** The one list in which a tag stands. */
export function listOf(state: TagState): TagList | undefined {
  switch (state.status) {
    case 'available':
      return undefined;
    case 'on-loan':
      return 'on-loan';
    case 'unassigned':
      return state.ignored ? 'ignored' : 'unassigned';
    case 'retired':
      if (!isFound(state)) return 'retired';
      return state.ignored ? 'found-ignored' : 'found';
  }
}

/** The loans that these steps opened or closed, as they stand at the end. */
export function loansOf(steps: readonly HistoryStep[]): Loan[] {
  const loans = new Map<number, Loan>();
  for (const { before, after } of steps) {
    if (after.latestLoan && after.latestLoan !== before.latestLoan) {
      loans.set(after.latestLoan.loanNo, after.latestLoan);
    }
  }
  return [...loans.values()];
}

/** A loan has a row of its own once it has ended; until then the row of its tag holds it. */
export const hasOwnRow = ({ returnedAt }: Loan): boolean => returnedAt !== undefined;

/** The loan that runs in this state, if any. */
export const runningLoanOf = ({ latestLoan }: TagState): Loan | undefined =>
  latestLoan && !hasOwnRow(latestLoan) ? latestLoan : undefined;

/** The books of which these steps made the tag a copy. */
export function booksOf(steps: readonly HistoryStep[]): string[] {
  const assigned = steps.flatMap(({ event }) => (event.type === 'TagAssigned' ? [event.data.bookId] : []));
  return [...new Set(assigned)];
}
