import { readBook } from '../../domain/book/book';
import { type ChangeBook, changeBook } from '../../domain/book/decide/change-book';
import { type BookHistory, type RegisterBook, registerBook } from '../../domain/book/decide/register-book';
import type { BookDetails, BookDetailsChanged, BookEvent, BookRegistered } from '../../domain/book/events';
import { isBookEvent } from '../../domain/events';
import { bookStream } from '../../domain/ids';
import { type CommandContext, type Receipt, receiptOf, withReceipt } from './command-context';
import type { UseCase } from './run-command';

export const registeringBook: UseCase<
  RegisterBook,
  BookHistory,
  BookRegistered,
  BookRegistered['data'] & Receipt
> = {
  decider: registerBook,
  read: readBookEvents,
  answer: withReceipt,
};

/** The book as the change left it. Without a receipt nothing differed and nothing was recorded. */
type ChangedBook = { readonly bookId: string; readonly revision: number } & BookDetails & Partial<Receipt>;

export const changingBook: UseCase<ChangeBook, BookHistory, BookDetailsChanged, ChangedBook> = {
  decider: changeBook,
  read: readBookEvents,
  answer: (event, { events }) => ({
    ...bookOf([...events.filter((each) => isUpTo(event, each)), event]),
    ...receiptOf(event),
  }),
  unchanged: ({ events }) => bookOf(events),
};

/** The book as it stood with this change has no later ones. */
const isUpTo = (change: BookDetailsChanged, { type, eventId }: BookEvent) =>
  type === 'BookRegistered' || eventId <= change.eventId;

function bookOf(events: readonly BookEvent[]) {
  const book = readBook(events);
  if (book === undefined) throw new Error(`${events[0]?.streamId} has changes but is not registered.`);
  return book;
}

async function readBookEvents(
  { bookId }: { readonly bookId: string },
  { log }: CommandContext,
): Promise<BookHistory> {
  return { events: (await log.readStream(bookStream(bookId))).filter(isBookEvent) };
}
