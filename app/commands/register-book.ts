import type { BookDetails, BookRegistered } from '../../domain/book/events';
import type { LibraryEvent } from '../../domain/events';
import { bookStream, REGISTERED_EVENT_ID } from '../../domain/ids';
import {
  accept,
  type CommandContext,
  type Decided,
  isOwn,
  type Receipt,
  recordedNow,
  reject,
  withReceipt,
} from './command-context';
import { decideAndInsert } from './decide-and-insert';
import { stableId } from './stable-id';

export type RegisterBook = BookDetails & { readonly bookId?: string | undefined };
export type RegisteredBook = { readonly bookId: string } & BookDetails & Receipt;

/** Registers a book. Without an id it gets one, the same again under the same key.
 *  Errors: book-exists, idempotency-key-reused. */
export function registerBook(
  command: RegisterBook,
  context: CommandContext,
): Promise<Decided<RegisteredBook>> {
  const { name, author, isbn } = command;
  const bookId = command.bookId ?? stableId('book', context);
  return decideAndInsert<BookRegistered, RegisteredBook>(context, async () => {
    const stored = await context.log.read(bookStream(bookId), REGISTERED_EVENT_ID);
    if (stored !== undefined) return whenStored(stored, command, context);
    const event: BookRegistered = {
      ...recordedNow(context, context.now()),
      streamId: bookStream(bookId),
      eventId: REGISTERED_EVENT_ID,
      type: 'BookRegistered',
      data: { bookId, name, author, isbn },
    };
    return { insert: event, answer: () => withReceipt(event) };
  });
}

function whenStored(stored: LibraryEvent, { name, author, isbn }: RegisterBook, context: CommandContext) {
  if (stored.type !== 'BookRegistered') throw new Error(`${stored.streamId} begins with a ${stored.type}.`);
  const { data } = stored;
  if (!isOwn(stored, context)) {
    return reject('book-exists', `Book ${data.bookId} is registered already, as "${data.name}".`);
  }
  if (data.name !== name || data.author !== author || data.isbn !== isbn) {
    return reject('idempotency-key-reused', 'This Idempotency-Key registered a book with other details.');
  }
  return accept(withReceipt(stored));
}
