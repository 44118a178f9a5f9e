import type { Calendar } from '../domain/calendar';
import type { HistoryStep } from '../domain/tag/history';
import { type Loan, type TagState, type TagStatus, UNASSIGNED } from '../domain/tag/state';
import { loansOf, toInventoryRow } from './inventory';

/** Where a copy stands. */
export type CopyState = {
  readonly status: TagStatus;
  readonly bookId?: string;
  readonly borrowedAt?: string;
  readonly returnedAt?: string;
};

/** What becomes of a loan: it is there at last or runs again, it ends, it is gone, or it ends at another time. */
export type LoanChange = {
  readonly loanNo: number;
  readonly change: 'opens' | 'closes' | 'goes' | 'moves';
  readonly borrowedAt: string;
  readonly returnedAt?: string;
};

/** How a day's figures move. */
export type DayChange = { readonly date: string; readonly borrowed: number; readonly returned: number };

/** What another reading of a tag's history changes. */
export type Consequence = {
  readonly before: CopyState;
  readonly after: CopyState;
  readonly loans: readonly LoanChange[];
  readonly days: readonly DayChange[];
};

/** What changes from one reading of a tag's history to another. A loan is the same while it begins at the same
 *  time, whatever number it has; a number that moves alone is no change. */
export function consequenceOf(
  before: readonly HistoryStep[],
  after: readonly HistoryStep[],
  calendar: Calendar,
): Consequence {
  return {
    before: copyState(before.at(-1)?.after ?? UNASSIGNED),
    after: copyState(after.at(-1)?.after ?? UNASSIGNED),
    loans: loanChanges(loansOf(before), loansOf(after)),
    days: dayChanges(before, after, calendar),
  };
}

function copyState(state: TagState): CopyState {
  const { status, bookId, borrowedAt, returnedAt } = toInventoryRow('', state);
  return {
    status,
    ...(bookId !== undefined && { bookId }),
    ...(borrowedAt !== undefined && { borrowedAt }),
    ...(returnedAt !== undefined && { returnedAt }),
  };
}

function loanChanges(before: readonly Loan[], after: readonly Loan[]): LoanChange[] {
  const was = new Map(before.map((loan) => [keyOf(loan), loan]));
  const is = new Map(after.map((loan) => [keyOf(loan), loan]));
  const changes = [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, now] = [was.get(key), is.get(key)];
    const change = changeOf(old, now);
    const loan = now ?? old;
    if (change === undefined || loan === undefined) return [];
    const { loanNo, borrowedAt, returnedAt } = loan;
    return [{ loanNo, change, borrowedAt, ...(returnedAt !== undefined && { returnedAt }) }];
  });
  return changes.sort((a, b) => (a.borrowedAt < b.borrowedAt ? -1 : 1));
}

const keyOf = ({ borrowedAt, borrowedReaderId }: Loan) => `${borrowedAt} ${borrowedReaderId}`;

function changeOf(old: Loan | undefined, now: Loan | undefined): LoanChange['change'] | undefined {
  if (old === undefined) return 'opens';
  if (now === undefined) return 'goes';
  if (old.returnedAt === now.returnedAt) return undefined;
  if (old.returnedAt === undefined) return 'closes';
  return now.returnedAt === undefined ? 'opens' : 'moves';
}

function dayChanges(
  before: readonly HistoryStep[],
  after: readonly HistoryStep[],
  calendar: Calendar,
): DayChange[] {
  const days = new Map<string, { borrowed: number; returned: number }>();
  const count = (steps: readonly HistoryStep[], amount: 1 | -1) => {
    for (const { event, outcome } of steps) {
      if (outcome !== 'borrowed' && outcome !== 'returned') continue;
      const { date } = calendar(event.effectiveAt);
      const day = days.get(date) ?? { borrowed: 0, returned: 0 };
      day[outcome] += amount;
      days.set(date, day);
    }
  };
  count(before, -1);
  count(after, 1);
  return [...days]
    .filter(([, { borrowed, returned }]) => borrowed !== 0 || returned !== 0)
    .map(([date, figures]) => ({ date, ...figures }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}
