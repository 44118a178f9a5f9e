import { Immer } from 'immer';
import type { ScanMode, TagEvent, TagScanned } from './events';
import { IMPORT_READER, type Rules, versionOf } from './rules';
import type { Loan, LoanEnd, TagState, TagStatus } from './state';

export const OUTCOMES = [
  'voided',
  'unknown-tag',
  'repeat',
  'seen',
  'borrowed',
  'returned',
  'already-on-loan',
  'already-available',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** States are readonly by their type; freezing each as well would cost every reading of history more than
 *  working out what changes. */
const { produce } = new Immer({ autoFreeze: false });

/** The state after one more event of the tag's history, which must not lie before any read so far.
 *  A scan comes with its outcome in that state. */
export function evolve(
  state: TagState,
  event: TagEvent,
  outcome: Outcome | undefined,
  rules: Rules,
): TagState {
  switch (event.type) {
    case 'TagAssigned': {
      const ended = endedLoan(state, 'reassigned', event.effectiveAt);
      return produce(state, (draft) => {
        if (ended) draft.latestLoan = ended;
        draft.status = 'available';
        draft.bookId = event.data.bookId;
        delete draft.retirement;
        delete draft.ignored;
      });
    }
    case 'TagRetired': {
      const ended = endedLoan(state, 'retired', event.effectiveAt);
      return produce(state, (draft) => {
        if (ended) draft.latestLoan = ended;
        draft.status = 'retired';
        if (versionOf(rules) >= 2) draft.retirement = { reason: event.data.reason, at: event.effectiveAt };
      });
    }
    case 'ScanVoided':
    case 'ScanRestored':
      return state;
    case 'TagIgnored':
      return produce(state, (draft) => {
        if (event.data.ignored) draft.ignored = true;
        else delete draft.ignored;
      });
    case 'TagScanned':
      return outcome === 'voided' ? state : afterScan(state, event, outcome, rules);
  }
}

/** What a scan means to a tag in this state: the first that applies.
 *  `voided` says that the scan is void, wherever the events stand that say so. */
export function outcomeOf(state: TagState, scan: TagScanned, voided: boolean, rules: Rules): Outcome {
  if (voided) return 'voided';
  if (state.status === 'unassigned' || state.status === 'retired') return 'unknown-tag';
  if (isRepeat(state, scan, rules)) return 'repeat';
  return MEANING[scan.data.mode][state.status];
}

const MEANING: Record<ScanMode, Record<Exclude<TagStatus, 'unassigned' | 'retired'>, Outcome>> = {
  toggle: { available: 'borrowed', 'on-loan': 'returned' },
  checkout: { available: 'borrowed', 'on-loan': 'already-on-loan' },
  return: { available: 'already-available', 'on-loan': 'returned' },
  inventory: { available: 'seen', 'on-loan': 'seen' },
};

function isRepeat(state: TagState, { effectiveAt, data }: TagScanned, rules: Rules): boolean {
  const previous = state.recentScans[data.readerId];
  if (previous === undefined || data.readerId === IMPORT_READER) return false;
  if (versionOf(rules) >= 2 && state.recentModes?.[data.readerId] !== data.mode) return false;
  return isWithin(rules.repeatWindowMs, previous, effectiveAt);
}

const isWithin = (windowMs: number, earlier: string, later: string): boolean =>
  Date.parse(later) - Date.parse(earlier) < windowMs;

function afterScan(state: TagState, scan: TagScanned, outcome: Outcome | undefined, rules: Rules): TagState {
  const { readerId, text } = scan.data;
  const loan = loanAfter(state, scan, outcome);
  const recentScans = stillRecent(state, scan, rules);
  return produce(state, (draft) => {
    if (loan) {
      draft.status = outcome === 'borrowed' ? 'on-loan' : 'available';
      draft.latestLoan = loan;
      if (outcome === 'borrowed') draft.loanCount = loan.loanNo;
    }
    draft.lastSeen = { readerId, at: scan.effectiveAt, text };
    draft.recentScans = recentScans;
    if (versionOf(rules) >= 2) draft.recentModes = modesOf(recentScans, state, scan);
  });
}

/** The loan that a scan begins or ends. */
function loanAfter(
  state: TagState,
  { effectiveAt, data }: TagScanned,
  outcome: Outcome | undefined,
): Loan | undefined {
  if (outcome === 'returned') return endedLoan(state, 'returned', effectiveAt, data.readerId);
  const { bookId, loanCount } = state;
  if (outcome !== 'borrowed' || bookId === undefined) return undefined;
  return { loanNo: loanCount + 1, bookId, borrowedAt: effectiveAt, borrowedReaderId: data.readerId };
}

/** The running loan as it ends, if one runs. Made anew: a copy by spreading takes many times as long. */
function endedLoan(
  { status, latestLoan }: TagState,
  closedBy: LoanEnd,
  returnedAt: string,
  returnedReaderId?: string,
): Loan | undefined {
  if (status !== 'on-loan' || latestLoan === undefined) return undefined;
  const { loanNo, bookId, borrowedAt, borrowedReaderId } = latestLoan;
  const loan = { loanNo, bookId, borrowedAt, borrowedReaderId, returnedAt, closedBy };
  return returnedReaderId === undefined ? loan : Object.assign(loan, { returnedReaderId });
}

/** Later events lie at or after this scan, so older readings than the window can repeat nothing. */
function stillRecent({ recentScans }: TagState, scan: TagScanned, rules: Rules): Record<string, string> {
  const { readerId } = scan.data;
  const others = Object.entries(recentScans).filter(
    ([id, at]) => id !== readerId && isWithin(rules.repeatWindowMs, at, scan.effectiveAt),
  );
  const own = { [readerId]: scan.effectiveAt };
  return others.length === 0 ? own : { ...Object.fromEntries(others), ...own };
}

/** The modes of these readers' last scans. */
function modesOf(
  recentScans: Readonly<Record<string, string>>,
  { recentModes = {} }: TagState,
  { data: { readerId, mode } }: TagScanned,
): Record<string, ScanMode> {
  const modes: Record<string, ScanMode> = {};
  for (const id in recentScans) {
    const known = id === readerId ? mode : recentModes[id];
    if (known !== undefined) modes[id] = known;
  }
  return modes;
}
