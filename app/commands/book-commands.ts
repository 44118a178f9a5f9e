import { readBook } from '../../domain/book/book';
import { type ChangeBook, changeBook } from '../../domain/book/decide/change-book';
import { type BookHistory, type RegisterBook, registerBook } from '../../domain/book/decide/register-book';
import {
  type WithdrawBook,
  type WithdrawHistory,
  withdrawBook,
} from '../../domain/book/decide/withdraw-book';
import type {
  BookDetails,
  BookDetailsChanged,
  BookEvent,
  BookRegistered,
  BookWithdrawn,
} from '../../domain/book/events';
import { isBookEvent } from '../../domain/events';
import { bookStream } from '../../domain/ids';
import { stateOf } from '../../domain/tag/decide/decisions-so-far';
import { countsAsCopy } from '../../domain/tag/state';
import { mapLimited } from '../lib/map-limited';
import type { InventoryReader } from '../queries/ports';
import { readTagEvents } from '../queries/tag-timeline';
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

/** `inventory` says which tags to look at; that they are copies, or not, their events say. */
export const withdrawingBook = (
  inventory: InventoryReader,
): UseCase<WithdrawBook, WithdrawHistory, BookWithdrawn, BookWithdrawn['data'] & Receipt> => ({
  decider: withdrawBook,
  async read(command, context) {
    const [{ events }, copies] = await Promise.all([
      readBookEvents(command, context),
      copiesOf(command.bookId, inventory, context),
    ]);
    return { events, copies };
  },
  answer: withReceipt,
});

async function copiesOf(
  bookId: string,
  inventory: InventoryReader,
  { log }: CommandContext,
): Promise<number> {
  let copies = 0;
  for await (const entries of inventory.list({ by: 'book', bookId }, {})) {
    const states = await mapLimited(entries, 8, async ({ tagId }) =>
      stateOf({ events: await readTagEvents(log, tagId) }),
    );
    copies += states.filter((state) => countsAsCopy(state) && state.bookId === bookId).length;
  }
  return copies;
}

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
