import { z } from 'zod';
import { type Book, readBook } from '../../domain/book/book';
import type { BookDetails, BookEvent } from '../../domain/book/events';
import { isBookEvent } from '../../domain/events';
import { bookStream, detailsEventId, REGISTERED_EVENT_ID } from '../../domain/ids';
import { type Decision, importDecided } from './import-decided';
import { bookIdField, isbnField, problemsOf, textField } from './import-fields';
import {
  type ImportContext,
  type ImportRow,
  type ImportSummary,
  importRows,
  type OnRow,
} from './import-rows';

export const BOOK_COLUMNS = ['book_id', 'name', 'author', 'isbn'] as const;
export type BookColumn = (typeof BOOK_COLUMNS)[number];

const bookRow = z.object({
  book_id: bookIdField,
  name: textField('name'),
  author: textField('author'),
  isbn: isbnField,
});

/** Registers each row's book, or changes those details of it that differ. A row that says what is stored
 *  adds nothing. */
export function importBooks(
  rows: AsyncIterable<ImportRow<BookColumn>>,
  context: ImportContext,
  onRow: OnRow<BookColumn>,
  signal?: AbortSignal,
): Promise<ImportSummary> {
  const decide = async ({ values }: ImportRow<BookColumn>, recordedAt: string): Promise<Decision> => {
    const parsed = bookRow.safeParse(values);
    if (!parsed.success) return { kind: 'refuse', problem: problemsOf(parsed.error) };
    const { book_id: bookId, ...details } = parsed.data;
    const stored = readBook((await context.log.readStream(bookStream(bookId))).filter(isBookEvent));
    return decideBook(bookId, details, stored, { by: context.by, recordedAt });
  };
  return importRows(rows, (wave) => importDecided(wave, decide, context), {
    keyOf: ({ values }) => values.book_id,
    onRow,
    ...(signal && { signal }),
  });
}

function decideBook(
  bookId: string,
  details: BookDetails,
  stored: Book | undefined,
  { by, recordedAt }: { by: string; recordedAt: string },
): Decision {
  const envelope = {
    streamId: bookStream(bookId),
    schemaVersion: 1,
    effectiveAt: recordedAt,
    occurredAt: recordedAt,
    recordedAt,
    clockSuspect: false,
    source: { channel: 'import', by },
  } as const;
  if (stored === undefined) {
    const event: BookEvent = {
      ...envelope,
      eventId: REGISTERED_EVENT_ID,
      type: 'BookRegistered',
      data: { bookId, ...details },
    };
    return { kind: 'append', event };
  }
  const changed = changedDetails(stored, details);
  if (Object.keys(changed).length === 0) return { kind: 'nothing' };
  const event: BookEvent = {
    ...envelope,
    eventId: detailsEventId(stored.revision + 1),
    type: 'BookDetailsChanged',
    data: { bookId, ...changed },
  };
  return { kind: 'append', event };
}

const changedDetails = (stored: BookDetails, wanted: BookDetails): Partial<BookDetails> => ({
  ...(wanted.name !== stored.name && { name: wanted.name }),
  ...(wanted.author !== stored.author && { author: wanted.author }),
  ...(wanted.isbn !== stored.isbn && { isbn: wanted.isbn }),
});
