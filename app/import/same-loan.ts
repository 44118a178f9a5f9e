import type { TagScanned } from '../../domain/tag/events';
import { IMPORT_READER } from '../../domain/tag/rules';
import type { Zone } from '../lib/zone-rules';
import { borrowInstant, libraryDay } from './import-times';
import type { PlacedLoan } from './place-loans';
import type { StoredLoan } from './stored-loans';

/** The n-th loan of a day lies n - 1 seconds after noon: nobody lends one copy more often in a day. */
const MOST_LOANS_A_DAY_MS = 60_000;

/** Whether a borrow is the one that the row gives: at its instant, or, where only its day is known, one that an
 *  import has placed on that day. */
export function matchesBorrow(
  loan: PlacedLoan,
  checkout: TagScanned | undefined,
  borrowedAt: string,
  timeZone: Zone,
): boolean {
  if (borrowedAt === loan.borrowedAt) return true;
  if (loan.borrowedDay === undefined || checkout?.data.readerId !== IMPORT_READER) return false;
  const noon = borrowInstant({ precision: 'day', date: loan.borrowedDay }, timeZone);
  const afterNoon = Date.parse(borrowedAt) - Date.parse(noon);
  return afterNoon >= 0 && afterNoon < MOST_LOANS_A_DAY_MS;
}

/** Whether a stored loan ended as the row says. */
export function matchesReturn(loan: PlacedLoan, other: StoredLoan, timeZone: Zone): boolean {
  const { returnedAt } = other;
  if (returnedAt === undefined || returnedAt === loan.returnedAt || returnedAt === loan.returnedAtBefore) {
    return returnedAt !== undefined;
  }
  // Right after its own borrow, which is not quite the row's.
  const isSameDay = loan.returnedDay !== undefined && loan.returnedDay === loan.borrowedDay;
  return (
    isSameDay &&
    Date.parse(returnedAt) - Date.parse(other.borrowedAt) === 1 &&
    libraryDay(returnedAt, timeZone) === loan.returnedDay
  );
}
