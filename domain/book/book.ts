import type { BookDetails, BookEvent } from './events';

/** A book as its events describe it. `revision` counts the changes: 0 as registered. */
export type Book = BookDetails & { readonly bookId: string; readonly revision: number };

/** The book that a stream's events describe, or undefined while it is not registered.
 *  Changes apply by their number, which the event id carries, not by their time. */
export function readBook(events: readonly BookEvent[]): Book | undefined {
  const registered = events.find((event) => event.type === 'BookRegistered');
  if (registered === undefined || registered.type !== 'BookRegistered') return undefined;
  const { bookId, name, author, isbn } = registered.data;
  const changes = new Map(
    events.filter((event) => event.type === 'BookDetailsChanged').map((event) => [event.eventId, event.data]),
  );
  let book: Book = { bookId, name, author, isbn, revision: 0 };
  for (const eventId of [...changes.keys()].sort()) {
    book = { ...book, ...changes.get(eventId), revision: book.revision + 1 };
  }
  return book;
}
