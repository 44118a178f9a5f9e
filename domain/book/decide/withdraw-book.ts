import { afterDecisions, type Decider, record, recordedNow, rejected } from '../../decision';
import { bookStream, withdrawEventId } from '../../ids';
import { isWithdrawn, readBook } from '../book';
import type { BookWithdrawn } from '../events';
import { type BookHistory, comingsAndGoingsOf } from './register-book';

export type WithdrawBook = { readonly bookId: string; readonly reason: string };

/** A book's events, and how many tags are copies of it. */
export type WithdrawHistory = BookHistory & { readonly copies: number };

/** Takes a book without copies out of the lists. A copy that comes later shows it again while it is there.
 *  Refused: unknown-book, book-withdrawn, book-has-copies. */
export const withdrawBook: Decider<WithdrawBook, WithdrawHistory, BookWithdrawn> = {
  records: 'BookWithdrawn',

  contradiction: ({ data }, { reason }) =>
    data.reason === reason ? undefined : 'This Idempotency-Key withdrew the book for another reason.',

  decide({ events, copies }, { bookId, reason }, meta) {
    const book = readBook(events);
    if (book === undefined) return rejected('unknown-book', `No book ${bookId} is registered.`);
    if (isWithdrawn(book)) {
      return rejected(
        'book-withdrawn',
        `Book ${bookId} is withdrawn already. Registering it brings it back.`,
      );
    }
    if (copies > 0) {
      const detail = `Book ${bookId} has copies: ${copies}. Retire them first, or make them copies of another book.`;
      return rejected('book-has-copies', detail);
    }
    return record({
      ...recordedNow(meta),
      effectiveAt: afterDecisions(comingsAndGoingsOf(events), meta.now),
      streamId: bookStream(bookId),
      eventId: withdrawEventId((book.withdrawals?.length ?? 0) + 1),
      type: 'BookWithdrawn',
      data: { bookId, reason },
    });
  },
};
