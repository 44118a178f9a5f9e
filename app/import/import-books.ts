import { type Book, isWithdrawn, readBook } from '../../domain/book/book';
import type { BookDetails, BookEvent } from '../../domain/book/events';
import { isBookEvent } from '../../domain/events';
import { bookStream, detailsEventId, REGISTERED_EVENT_ID } from '../../domain/ids';
import { type BookRow, readBookRow } from './book-row';
import { type GroupDecision, importGroups } from './import-groups';
import type { ImportContext, ImportRow, ImportSummary, RowResult } from './import-rows';
import type { ImportRun } from './import-run';
import type { Recording } from './loan-scans';

/** Registers each row's book, or changes those details of it that differ. A row that says what is stored adds
 *  nothing; rows that differ about one book are refused together. */
export function importBooks(
  rows: AsyncIterable<ImportRow>,
  context: ImportContext,
  run: ImportRun,
): Promise<ImportSummary> {
  const { log, by } = context;
  return importGroups(rows, context, {
    ...run,
    keyOf: ({ values }) => values['book_id'] ?? '',
    decide: async ({ key, rows: group }, recordedAt, attempt) => {
      const read = group.map(readBookRow);
      const good = read.filter((row): row is BookRow => !('problem' in row));
      const refused = read.flatMap((row): RowResult[] =>
        'problem' in row ? [{ line: row.line, result: 'refused', reason: row.problem }] : [],
      );
      if (good.length === 0) return { events: [], results: refused };
      // A book can be registered once only: most books of a file are new, and need no reading.
      const stored =
        attempt === 1 ? undefined : readBook((await log.readStream(bookStream(key))).filter(isBookEvent));
      const decided = decideBook(good, stored, { by, recordedAt });
      return { events: decided.events, results: [...refused, ...decided.results] };
    },
  });
}

const STAYS_WITHDRAWN = 'the book stays withdrawn; POST /v1/books brings it back';

function decideBook(rows: readonly BookRow[], stored: Book | undefined, recording: Recording): GroupDecision {
  const [row, ...others] = rows;
  if (row === undefined) return { events: [], results: [] };
  if (others.some((other) => Object.keys(changedDetails(row.details, other.details)).length > 0)) {
    return { events: [], results: rows.map(({ line }) => inConflict(line, rows)) };
  }
  const doubles = others.map(
    ({ line }): RowResult => ({
      line,
      result: 'known',
      reason: `the same as row ${row.line}`,
    }),
  );
  const event = eventOf(row, stored, recording);
  const warning = stored !== undefined && isWithdrawn(stored) ? { warning: STAYS_WITHDRAWN } : {};
  if (event === undefined) {
    return {
      events: [],
      results: [{ line: row.line, result: 'known', reason: 'it is stored already', ...warning }, ...doubles],
    };
  }
  return { events: [event], results: [{ line: row.line, result: 'new', ...warning }, ...doubles] };
}

function inConflict(line: number, rows: readonly BookRow[]): RowResult {
  const others = rows.filter((other) => other.line !== line).map((other) => `row ${other.line}`);
  return {
    line,
    result: 'refused',
    reason: `${others.join(', ')} describes this book otherwise; keep the right row`,
  };
}

function eventOf(
  { bookId, details }: BookRow,
  stored: Book | undefined,
  { by, recordedAt }: Recording,
): BookEvent | undefined {
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
    const data = { bookId, ...details };
    return { ...envelope, eventId: REGISTERED_EVENT_ID, type: 'BookRegistered', data };
  }
  const changed = changedDetails(stored, details);
  if (Object.keys(changed).length === 0) return undefined;
  const data = { bookId, ...changed };
  return { ...envelope, eventId: detailsEventId(stored.revision + 1), type: 'BookDetailsChanged', data };
}

const changedDetails = (stored: BookDetails, wanted: BookDetails): Partial<BookDetails> => ({
  ...(wanted.name !== stored.name && { name: wanted.name }),
  ...(wanted.author !== stored.author && { author: wanted.author }),
  ...(wanted.isbn !== stored.isbn && { isbn: wanted.isbn }),
});
