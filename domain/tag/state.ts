import type { RetirementReason, ScanMode } from './events';

export const TAG_STATUSES = ['unassigned', 'available', 'on-loan', 'retired'] as const;
export type TagStatus = (typeof TAG_STATUSES)[number];

export type LoanEnd = 'returned' | 'retired' | 'reassigned';

/** One loan of a tag. Without returnedAt it is running. */
export type Loan = {
  readonly loanNo: number;
  readonly bookId: string;
  readonly borrowedAt: string;
  readonly borrowedReaderId: string;
  readonly returnedAt?: string;
  readonly returnedReaderId?: string;
  readonly closedBy?: LoanEnd;
};

/** What a tag's events say up to some point. */
export type TagState = {
  readonly status: TagStatus;
  /** The book of which it is, or when retired was, a copy. */
  readonly bookId?: string;
  readonly loanCount: number;
  readonly latestLoan?: Loan;
  /** Its last scan that is not voided. */
  readonly lastSeen?: { readonly readerId: string; readonly at: string; readonly text: string };
  /** Each reader's last scan of the tag that can still make a later one a repeat. */
  readonly recentScans: Readonly<Record<string, string>>;
  /** The mode of each of these scans; absent under rules that do not ask for it. */
  readonly recentModes?: Readonly<Record<string, ScanMode>>;
  /** Why and when it was retired, while it is; absent under rules of before. */
  readonly retirement?: { readonly reason: RetirementReason; readonly at: string };
  /** People do not want to see it among the unknown tags; ends with an assignment. */
  readonly ignored?: true;
};

export const UNASSIGNED: TagState = { status: 'unassigned', loanCount: 0, recentScans: {} };

/** A retired copy that was seen again. */
export const isFound = ({ status, retirement, lastSeen }: TagState): boolean =>
  status === 'retired' && retirement !== undefined && lastSeen !== undefined && lastSeen.at >= retirement.at;

/** A copy counts in its book's stock while it is assigned and not retired. */
export const countsAsCopy = <State extends Pick<TagState, 'bookId' | 'status'>>(
  state: State,
): state is State & { readonly bookId: string } =>
  state.bookId !== undefined && (state.status === 'available' || state.status === 'on-loan');
