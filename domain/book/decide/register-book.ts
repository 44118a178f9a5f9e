import { afterDecisions, type Decider, record, recordedNow, rejected } from '../../decision';
import { bookStream, numberOfEvent, registerEventId } from '../../ids';
import { isWithdrawn, readBook } from '../book';
import type { BookDetails, BookEvent, BookRegistered } from '../events';

export type RegisterBook = BookDetails & { readonly bookId: string };
export type BookHistory = { readonly events: readonly BookEvent[] };

/** Registers a book, or one that was withdrawn again. Refused: book-exists. */
export const registerBook: Decider<RegisterBook, BookHistory, BookRegistered> = {
  records: 'BookRegistered',

  contradiction: ({ data }, { name, author, isbn }) =>
    data.name === name && data.author === author && data.isbn === isbn
      ? undefined
      : 'This Idempotency-Key registered a book with other details.',

  decide({ events }, { bookId, name, author, isbn }, meta) {
    const stored = readBook(events);
    if (stored !== undefined && !isWithdrawn(stored)) {
      return rejected(
        'book-exists',
        `Book ${bookId} is registered already, as "${stored.name}". Change its details, or take another bookId.`,
      );
    }
    const afterChange = lastChange(events);
    return record({
      ...recordedNow(meta),
      effectiveAt: afterDecisions(comingsAndGoingsOf(events), meta.now),
      streamId: bookStream(bookId),
      // One more than the withdrawals: under the same number withdrawn would win.
      eventId: registerEventId((stored?.withdrawals?.length ?? 0) + 1),
      type: 'BookRegistered',
      data: { bookId, name, author, isbn, ...(afterChange > 0 && { afterChange }) },
    });
  },
};

/** The events that say whether a book is registered or withdrawn. */
export const comingsAndGoingsOf = (events: readonly BookEvent[]) =>
  events.filter(({ type }) => type !== 'BookDetailsChanged');

const lastChange = (events: readonly BookEvent[]) =>
  Math.max(
    0,
    ...events
      .filter(({ type }) => type === 'BookDetailsChanged')
      .map(({ eventId }) => numberOfEvent(eventId)),
  );
