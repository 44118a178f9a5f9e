import { type Decider, record, recordedNow, rejected } from '../../decision';
import { bookStream, detailsEventId } from '../../ids';
import { readBook } from '../book';
import type { BookDetails, BookDetailsChanged } from '../events';
import type { BookHistory } from './register-book';

/** Details that are absent stay as they are. */
export type GivenDetails = { readonly [Detail in keyof BookDetails]?: BookDetails[Detail] | undefined };
export type ChangeBook = { readonly bookId: string; readonly details: GivenDetails };

/** Changes those details of a book that differ. Refused: unknown-book. */
export const changeBook: Decider<ChangeBook, BookHistory, BookDetailsChanged> = {
  records: 'BookDetailsChanged',

  // What did not differ is not in the event, so that nothing in it can tell another command's apart.
  contradiction: () => undefined,

  decide({ events }, { bookId, details }, meta) {
    const book = readBook(events);
    if (book === undefined) return rejected('unknown-book', `No book ${bookId} is registered.`);
    const changed = differingDetails(book, details);
    if (Object.keys(changed).length === 0) return { kind: 'already' };
    return record({
      ...recordedNow(meta),
      streamId: bookStream(bookId),
      eventId: detailsEventId(book.revision + 1),
      type: 'BookDetailsChanged',
      data: { bookId, ...changed },
    });
  },
};

/** Those of the given details that are not what the book has. */
export const differingDetails = (
  book: BookDetails,
  { name, author, isbn }: GivenDetails,
): Partial<BookDetails> => ({
  ...(name !== undefined && name !== book.name && { name }),
  ...(author !== undefined && author !== book.author && { author }),
  ...(isbn !== undefined && isbn !== book.isbn && { isbn }),
});
