import type { TagEvent, TagScanned } from '../../domain/tag/events';
import { type HistoryStep, readHistory } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import type { Loan } from '../../domain/tag/state';
import { type LoanEndpoint, loanScanId, loanScanIdBefore } from './loan-scans';
import type { PlacedLoan } from './place-loans';

/** A stored scan, and whether it stands voided. */
export type StoredScan = { readonly event: TagScanned; readonly isVoided: boolean };

/** A loan that history holds, with the scans that opened and ended it. */
export type StoredLoan = Loan & { readonly checkout?: TagScanned; readonly ending?: TagScanned };

/** What a tag's history holds, as an import looks at it. */
export type StoredLoans = {
  readonly steps: readonly HistoryStep[];
  readonly loans: readonly StoredLoan[];
  readonly scan: (scanId: string) => StoredScan | undefined;
  readonly scansOfLoanId: (loanId: string) => readonly StoredScan[];
  /** Checkouts that are not voided and of which no loan came. */
  readonly checkoutsWithoutLoan: readonly TagScanned[];
};

export function storedLoans(events: readonly TagEvent[], rules: Rules): StoredLoans {
  const { steps } = readHistory(events, rules);
  const scans = new Map<string, StoredScan>();
  const byLoanId = new Map<string, StoredScan[]>();
  for (const { event, outcome } of steps) {
    if (event.type !== 'TagScanned') continue;
    const scan = { event, isVoided: outcome === 'voided' };
    scans.set(event.data.scanId, scan);
    const loanId = event.data.extra?.['loan_id'];
    if (typeof loanId === 'string') byLoanId.set(loanId, [...(byLoanId.get(loanId) ?? []), scan]);
  }
  return {
    steps,
    loans: loansOf(steps),
    scan: (scanId) => scans.get(scanId),
    scansOfLoanId: (loanId) => byLoanId.get(loanId) ?? [],
    checkoutsWithoutLoan: steps.flatMap(({ event, outcome }) =>
      event.type === 'TagScanned' && event.data.mode === 'checkout' && !LOANED.has(outcome) ? [event] : [],
    ),
  };
}

const LOANED: ReadonlySet<HistoryStep['outcome']> = new Set(['borrowed', 'voided']);

/** Every loan of the history, in its order. */
function loansOf(steps: readonly HistoryStep[]): StoredLoan[] {
  const loans: StoredLoan[] = [];
  for (const { event, before, after } of steps) {
    const loan = after.latestLoan;
    if (loan === undefined || loan === before.latestLoan) continue;
    const scan = event.type === 'TagScanned' ? event : undefined;
    const known = loans.at(-1);
    if (known?.loanNo === loan.loanNo) {
      loans[loans.length - 1] = { ...loan, ...pick('checkout', known.checkout), ...pick('ending', scan) };
    } else loans.push({ ...loan, ...pick('checkout', scan) });
  }
  return loans;
}

const pick = <Name extends string>(name: Name, scan: TagScanned | undefined) =>
  scan === undefined ? {} : ({ [name]: scan } as Record<Name, TagScanned>);

/** The stored scans that a loan's own may be: by its id, by that of version 0.2, and its replacements; and the id
 *  that is free for the next. */
export function variantsOf(
  loan: PlacedLoan,
  mode: LoanEndpoint,
  stored: StoredLoans,
): { readonly scans: readonly StoredScan[]; readonly nextId: string } {
  const scans: StoredScan[] = [];
  const ownId = loanScanId(loan, mode);
  const idBefore = loanScanIdBefore(loan, mode);
  const before = idBefore === undefined ? undefined : stored.scan(idBefore);
  if (before !== undefined && before.event.data.scanId !== ownId) scans.push(before);
  for (let replacement = 0; ; replacement += 1) {
    const id = loanScanId(loan, mode, replacement);
    const scan = stored.scan(id);
    // A scan of version 0.2 stands for the first of its name.
    if (scan === undefined && (replacement > 0 || before === undefined)) return { scans, nextId: id };
    if (scan !== undefined) scans.push(scan);
  }
}
