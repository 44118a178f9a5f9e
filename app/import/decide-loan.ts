import type { TagEvent, TagScanned } from '../../domain/tag/events';
import { IMPORT_READER } from '../../domain/tag/rules';
import type { Zone } from '../lib/zone-rules';
import { type LoanEndpoint, loanScan, type Recording } from './loan-scans';
import type { PlacedLoan } from './place-loans';
import { matchesBorrow, matchesReturn } from './same-loan';
import { type StoredLoan, type StoredLoans, type StoredScan, variantsOf } from './stored-loans';
import { restorationOf, voidOf } from './void-scans';

/** What becomes of one loan of a file: it is stored already, may not be taken, or asks for events. */
export type LoanDecision =
  | { readonly kind: 'known' }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'take'; readonly events: readonly TagEvent[]; readonly checkoutId: string };

export type LoanQuestion = {
  readonly stored: StoredLoans;
  readonly history: readonly TagEvent[];
  readonly timeZone: Zone;
  /** Whether the row is right where it differs from what is stored. */
  readonly replace: boolean;
  readonly recording: Recording;
};

/** Decides one loan beside its tag's history. The same loan on what came of it is known. */
export function decideLoan(given: PlacedLoan, question: LoanQuestion): LoanDecision {
  const loan = placedAsStored(given, question);
  const found = find(loan, question);
  const difference = differenceOf(loan, found, question);
  if (difference === 'none') return { kind: 'known' };
  if (difference !== 'missing' && !question.replace) return { kind: 'refuse', reason: difference.reason };
  return take(loan, found, question);
}

/** A loan of a day may have been the n-th of its day in the file that it came from. Where its scans stand without a
 *  loan, only they can tell: it is placed as they are. */
function placedAsStored(loan: PlacedLoan, question: LoanQuestion): PlacedLoan {
  const { stored, timeZone } = question;
  const { checkouts, named } = find(loan, question);
  const isThere = named
    ? isSameLoan(loan, named, timeZone)
    : activeOf(checkouts) !== undefined && hasItsReturn(loan, stored);
  if (loan.borrowedDay === undefined || isThere) return loan;
  const places = stored.checkoutsWithoutLoan
    .filter((scan) => matchesBorrow(loan, scan, scan.effectiveAt, timeZone))
    .map((scan) => ({ scan, place: placedAt(loan, scan.effectiveAt) }))
    .filter(({ scan, place }) => isAmong(variantsOf(place, 'checkout', stored), scan));
  return places.find(({ place }) => hasItsReturn(place, stored))?.place ?? loan;
}

function placedAt(loan: PlacedLoan, borrowedAt: string): PlacedLoan {
  const isSameDay = loan.returnedDay !== undefined && loan.returnedDay === loan.borrowedDay;
  return {
    ...loan,
    borrowedAt,
    namedBy: borrowedAt,
    ...(isSameDay && { returnedAt: new Date(Date.parse(borrowedAt) + 1).toISOString() }),
  };
}

function hasItsReturn(loan: PlacedLoan, stored: StoredLoans): boolean {
  const back = activeOf(variantsOf(loan, 'return', stored));
  return loan.returnedAt === undefined ? back === undefined : back !== undefined && isAt(loan, back);
}

/** What is stored of a loan: the scans that bear its name, and the loan that it is. */
type Found = {
  readonly checkouts: Variants;
  readonly returns: Variants;
  /** The loan that began at its borrow, whoever recorded it. */
  readonly named?: StoredLoan;
  /** Scans of its loan_id that lie elsewhere. */
  readonly elsewhere: readonly TagScanned[];
};
type Variants = ReturnType<typeof variantsOf>;

function find(loan: PlacedLoan, { stored, timeZone }: LoanQuestion): Found {
  const checkouts = variantsOf(loan, 'checkout', stored);
  const returns = variantsOf(loan, 'return', stored);
  const candidates = stored.loans.filter((other) =>
    matchesBorrow(loan, other.checkout, other.borrowedAt, timeZone),
  );
  const own = new Set(checkouts.scans.map(({ event }) => event.eventId));
  const named =
    candidates.find((other) => isSameLoan(loan, other, timeZone)) ??
    candidates.find(({ checkout }) => checkout !== undefined && own.has(checkout.eventId)) ??
    candidates.find((other) => isNamedByBorrow(loan, other));
  const mine = new Set([...checkouts.scans, ...returns.scans].map(({ event }) => event.eventId));
  const elsewhere =
    loan.loanId === undefined
      ? []
      : stored
          .scansOfLoanId(loan.loanId)
          .filter(({ event, isVoided }) => !isVoided && !mine.has(event.eventId))
          .map(({ event }) => event);
  return { checkouts, returns, elsewhere, ...(named && { named }) };
}

const isSameLoan = (loan: PlacedLoan, other: StoredLoan, timeZone: Zone) =>
  loan.returnedAt === undefined || matchesReturn(loan, other, timeZone);

/** Where two loans began at once, only a loan_id tells them apart. */
const isNamedByBorrow = (loan: PlacedLoan, { checkout, borrowedAt }: StoredLoan) =>
  borrowedAt === loan.borrowedAt && (loan.loanId === undefined || checkout?.data.readerId !== IMPORT_READER);

const isRight = (loan: PlacedLoan, mode: LoanEndpoint, event: TagScanned, timeZone: Zone) =>
  mode === 'checkout' ? matchesBorrow(loan, event, event.effectiveAt, timeZone) : isAt(loan, event);

type Difference = 'none' | 'missing' | { readonly reason: string };

function differenceOf(loan: PlacedLoan, found: Found, question: LoanQuestion): Difference {
  const { named, checkouts, returns, elsewhere } = found;
  const { timeZone, replace } = question;
  const checkout = activeOf(checkouts);
  if (elsewhere.length > 0 && named === undefined)
    return stands(`loan_id ${loan.loanId} is stored`, elsewhere);
  if (named !== undefined) return differenceFromLoan(loan, named, { ...question, returns });
  if (checkout !== undefined) {
    if (!matchesBorrow(loan, checkout, checkout.effectiveAt, timeZone)) {
      return stands('this loan is stored', [checkout]);
    }
    // Its checkout is stored and began no loan: all that can be missing is its return.
    return differenceOfReturn(loan, returns, replace);
  }
  return checkouts.scans.length > 0 ? voided('borrow', checkouts.scans) : 'missing';
}

function differenceFromLoan(
  loan: PlacedLoan,
  named: StoredLoan,
  { timeZone, replace, returns }: LoanQuestion & { readonly returns: Variants },
): Difference {
  if (loan.returnedAt === undefined) {
    const isEnded = named.returnedAt !== undefined && !isOfAnotherLoan(named.ending, returns);
    return replace && (isEnded || activeOf(returns) !== undefined) ? endsOtherwise(loan, named) : 'none';
  }
  if (matchesReturn(loan, named, timeZone)) return 'none';
  if (named.returnedAt !== undefined) {
    // The loan was ended before its own return came, which is stored too.
    const own = activeOf(returns);
    return own !== undefined && isAt(loan, own) ? 'none' : endsOtherwise(loan, named);
  }
  return returns.scans.length === 0 ? 'missing' : voided('return', returns.scans);
}

/** An imported scan belongs to the row that it came from: another row does not take it away. */
const isOfAnotherLoan = (scan: TagScanned | undefined, { scans }: Variants) =>
  scan?.data.readerId === IMPORT_READER && !isAmong({ scans }, scan);

const isAmong = ({ scans }: Pick<Variants, 'scans'>, { eventId }: TagScanned) =>
  scans.some(({ event }) => event.eventId === eventId);

function differenceOfReturn(loan: PlacedLoan, returns: Variants, replace: boolean): Difference {
  const own = activeOf(returns);
  if (loan.returnedAt === undefined)
    return replace && own !== undefined ? stands('it is stored', [own]) : 'none';
  if (own !== undefined) return isAt(loan, own) ? 'none' : stands('this loan is stored', [own]);
  return returns.scans.length === 0 ? 'missing' : voided('return', returns.scans);
}

const activeOf = ({ scans }: Variants): TagScanned | undefined =>
  scans.find(({ isVoided }) => !isVoided)?.event;

const isAt = ({ returnedAt, returnedAtBefore }: PlacedLoan, { effectiveAt }: TagScanned) =>
  effectiveAt === returnedAt || effectiveAt === returnedAtBefore;

const HOW = 'to take this row instead, give --replace to the import';

const stands = (what: string, scans: readonly TagScanned[]): Difference => ({
  reason: `${what} with ${scans.map(({ data, effectiveAt }) => `${data.mode === 'return' ? 'returned_at' : 'borrowed_at'} ${effectiveAt}`).join(' and ')}; ${HOW}`,
});

const voided = (what: string, scans: readonly StoredScan[]): Difference => ({
  reason: `the ${what} of this loan stands voided (scan ${scans.at(-1)?.event.data.scanId}); ${HOW}, which restores it`,
});

function endsOtherwise(loan: PlacedLoan, named: StoredLoan): Difference {
  const other =
    loan.borrowedDay !== undefined && loan.loanId === undefined
      ? '; if it is another loan of that day, give each of them a loan_id'
      : '';
  const end = named.returnedAt === undefined ? 'still out' : `returned_at ${named.returnedAt}`;
  return { reason: `this loan is stored with ${end}; ${HOW}${other}` };
}

function take(loan: PlacedLoan, found: Found, question: LoanQuestion): LoanDecision {
  const { history, recording } = question;
  const { named, checkouts, returns } = found;
  if (isEndedByDecision(named) && named.returnedAt !== loan.returnedAt) {
    const reason = `this loan was ended at ${named.returnedAt}: the copy was ${named.closedBy}`;
    return { kind: 'refuse', reason };
  }
  const checkout = wanted(loan, 'checkout', { variants: checkouts, standing: named?.checkout }, question);
  const back =
    loan.returnedAt === undefined
      ? undefined
      : wanted(loan, 'return', { variants: returns, standing: named?.ending }, question);
  const kept = new Set([checkout.scan.eventId, back?.scan.eventId]);
  const voids = question.replace
    ? differing(found)
        .filter(({ eventId }) => !kept.has(eventId))
        .map((scan) => voidOf(scan, history, recording))
    : [];
  return {
    kind: 'take',
    events: [...voids, ...checkout.events, ...(back?.events ?? [])],
    checkoutId: checkout.scan.eventId,
  };
}

/** A person's decision ended it: no scan can be voided to open it again. */
const isEndedByDecision = (named: StoredLoan | undefined): named is StoredLoan =>
  named?.closedBy !== undefined && named.closedBy !== 'returned';

/** The scans that stand for the loan now. */
function differing({ checkouts, returns, elsewhere, named }: Found): TagScanned[] {
  const own = [...checkouts.scans, ...returns.scans].filter(({ isVoided }) => !isVoided);
  const ending = named?.ending;
  const scans = [
    ...own.map(({ event }) => event),
    ...elsewhere,
    ...(ending === undefined || isOfAnotherLoan(ending, returns) ? [] : [ending]),
  ];
  return [...new Map(scans.map((scan) => [scan.eventId, scan])).values()];
}

/** The scan that is to stand at one end of the loan, and what brings it about. */
function wanted(
  loan: PlacedLoan,
  mode: LoanEndpoint,
  { variants, standing }: { readonly variants: Variants; readonly standing: TagScanned | undefined },
  { timeZone, history, recording }: LoanQuestion,
): { readonly scan: TagScanned; readonly events: readonly TagEvent[] } {
  if (standing !== undefined && isRight(loan, mode, standing, timeZone))
    return { scan: standing, events: [] };
  const right = variants.scans.filter(({ event }) => isRight(loan, mode, event, timeZone));
  const active = right.find(({ isVoided }) => !isVoided);
  if (active !== undefined) return { scan: active.event, events: [] };
  const [restorable] = right;
  if (restorable !== undefined) {
    return { scan: restorable.event, events: [restorationOf(restorable.event, history, recording)] };
  }
  const scan = loanScan(loan, mode, variants.nextId, recording);
  return { scan, events: [scan] };
}
