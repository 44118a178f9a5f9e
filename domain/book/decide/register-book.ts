import { type Decider, record, recordedNow, rejected } from '../../decision';
import { bookStream, REGISTERED_EVENT_ID } from '../../ids';
import type { BookDetails, BookEvent, BookRegistered } from '../events';

export type RegisterBook = BookDetails & { readonly bookId: string };
export type BookHistory = { readonly events: readonly BookEvent[] };

/** Registers a book. Refused: book-exists. */
export const registerBook: Decider<RegisterBook, BookHistory, BookRegistered> = {
  records: 'BookRegistered',

  contradiction: ({ data }, { name, author, isbn }) =>
    data.name === name && data.author === author && data.isbn === isbn
      ? undefined
      : 'This Idempotency-Key registered a book with other details.',

  decide({ events }, { bookId, name, author, isbn }, meta) {
    const stored = events.find((event) => event.type === 'BookRegistered');
    if (stored !== undefined) {
      return rejected('book-exists', `Book ${bookId} is registered already, as "${stored.data.name}".`);
    }
    return record({
      ...recordedNow(meta),
      streamId: bookStream(bookId),
      eventId: REGISTERED_EVENT_ID,
      type: 'BookRegistered',
      data: { bookId, name, author, isbn },
    });
  },
};
