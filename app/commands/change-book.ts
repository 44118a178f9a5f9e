import { readBook } from '../../domain/book/book';
import type { BookDetails, BookDetailsChanged, BookEvent } from '../../domain/book/events';
import { isBookEvent } from '../../domain/events';
import { bookStream, detailsEventId } from '../../domain/ids';
import {
  accept,
  type CommandContext,
  type Decided,
  findOwn,
  type Receipt,
  receiptOf,
  recordedNow,
  reject,
} from './command-context';
import { decideAndInsert } from './decide-and-insert';

/** Details that are absent stay as they are. */
type GivenDetails = { readonly [Detail in keyof BookDetails]?: BookDetails[Detail] | undefined };
export type ChangeBook = { readonly bookId: string; readonly details: GivenDetails };

/** The book as the change left it. Without a receipt nothing differed and nothing was recorded. */
export type ChangedBook = { readonly bookId: string; readonly revision: number } & BookDetails &
  Partial<Receipt>;

/** Changes those details of a book that differ. Errors: unknown-book, conflict. */
export function changeBook(
  { bookId, details }: ChangeBook,
  context: CommandContext,
): Promise<Decided<ChangedBook>> {
  return decideAndInsert<BookDetailsChanged, ChangedBook>(context, async () => {
    const history = (await context.log.readStream(bookStream(bookId))).filter(isBookEvent);
    const own = findOwn(history, 'BookDetailsChanged', context);
    if (own) return accept(stateAt(own, history));
    const book = readBook(history);
    if (book === undefined) return reject('unknown-book', `No book ${bookId} is registered.`);
    const changed = differing(book, details);
    if (Object.keys(changed).length === 0) return accept(book);
    const event: BookDetailsChanged = {
      ...recordedNow(context, context.now()),
      streamId: bookStream(bookId),
      eventId: detailsEventId(book.revision + 1),
      type: 'BookDetailsChanged',
      data: { bookId, ...changed },
    };
    return { insert: event, answer: () => stateAt(event, [...history, event]) };
  });
}

/** The book as it stood with this change and without later ones. */
function stateAt(event: BookEvent, history: readonly BookEvent[]): ChangedBook {
  const book = readBook(
    history.filter(({ type, eventId }) => type === 'BookRegistered' || eventId <= event.eventId),
  );
  if (book === undefined) throw new Error(`${event.streamId} has changes but is not registered.`);
  return { ...book, ...receiptOf(event) };
}

const differing = (book: BookDetails, { name, author, isbn }: GivenDetails): Partial<BookDetails> => ({
  ...(name !== undefined && name !== book.name && { name }),
  ...(author !== undefined && author !== book.author && { author }),
  ...(isbn !== undefined && isbn !== book.isbn && { isbn }),
});
