import { numberOfEvent } from '../ids';
import type { BookDetails, BookEvent } from './events';

/** From when to when a book was withdrawn; without `to` it still is. */
export type Withdrawal = { readonly from: string; readonly to?: string };

/** A book as its events describe it. `revision` counts the changes of its details: 0 as registered. */
export type Book = BookDetails & {
  readonly bookId: string;
  readonly revision: number;
  readonly registeredAt: string;
  /** Absent where it was never withdrawn; else in their order. */
  readonly withdrawals?: readonly Withdrawal[];
};

/** Withdrawn, and not registered again since. */
export const isWithdrawn = ({ withdrawals }: Pick<Book, 'withdrawals'>): boolean => {
  const last = withdrawals?.at(-1);
  return last !== undefined && last.to === undefined;
};

/** How often a book was withdrawn or registered again. */
export const comingsAndGoings = ({ withdrawals = [] }: Pick<Book, 'withdrawals'>): number =>
  withdrawals.length + withdrawals.filter(({ to }) => to !== undefined).length;

/** The book that a stream's events describe, or undefined while it is not registered. All applies by its
 *  number, which the event id carries, not by its time; withdrawn and registered under one number is withdrawn. */
export function readBook(events: readonly BookEvent[]): Book | undefined {
  const registrations = numbered(events, 'BookRegistered');
  const [first, latest] = [registrations[0], registrations.at(-1)];
  if (first === undefined || latest === undefined) return undefined;
  const { bookId, name, author, isbn, afterChange = 0 } = latest.data;
  const changes = numbered(events, 'BookDetailsChanged');
  const since = changes.filter(({ eventId }) => numberOfEvent(eventId) > afterChange);
  let details: BookDetails = { name, author, isbn };
  for (const { data } of since) details = { ...details, ...data };
  const withdrawals = numbered(events, 'BookWithdrawn').map(({ eventId, effectiveAt: from }): Withdrawal => {
    const again = registrations.find((each) => numberOfEvent(each.eventId) > numberOfEvent(eventId));
    return again === undefined ? { from } : { from, to: again.effectiveAt };
  });
  return {
    ...details,
    bookId,
    revision: changes.length,
    registeredAt: first.effectiveAt,
    ...(withdrawals.length > 0 && { withdrawals }),
  };
}

/** The events of this type in the order of their numbers, each once. */
function numbered<Type extends BookEvent['type']>(
  events: readonly BookEvent[],
  type: Type,
): Extract<BookEvent, { readonly type: Type }>[] {
  const isOfType = (event: BookEvent): event is Extract<BookEvent, { readonly type: Type }> =>
    event.type === type;
  const byId = new Map(events.filter(isOfType).map((event) => [event.eventId, event]));
  return [...byId.values()].sort((a, b) => numberOfEvent(a.eventId) - numberOfEvent(b.eventId));
}
