import { type Book, readBook } from '../../domain/book/book';
import { isBookEvent } from '../../domain/events';
import { bookOfStream, tagOfStream } from '../../domain/ids';
import type { TagCheckpoint } from '../../domain/tag/history';
import { UNASSIGNED } from '../../domain/tag/state';
import { type DayContribution, daysOf, parseCounterName } from '../../projections/analytics';
import { stockDelta } from '../../projections/stock';
import { toBookLine } from './book-line';
import { deriveTag, type Interpretation, type TagRows, tagEventsOf } from './derive-rows';
import type { GenerationWriter } from './generation-writer';
import type { StreamHistory } from './history-source';
import type { LineSink } from './sorted-lines';
import { lineKeys } from './sum-keys';

export type SegmentWork = {
  readonly streams: AsyncIterable<StreamHistory>;
  readonly interpretation: Interpretation;
  /** Streams that come in pieces and are read elsewhere. */
  readonly splitStreams: ReadonlySet<string>;
  readonly sums: LineSink;
  /** Without one, nothing but the sums is derived. */
  readonly writer?: Pick<GenerationWriter, 'putTag' | 'removeLeftovers' | 'flush'>;
  /** An earlier attempt may have written rows that history no longer wants. */
  readonly again: boolean;
  readonly onEvents: (count: number) => void;
  readonly signal: AbortSignal;
};

/** The whole work of one segment: writes the rows that belong to one tag alone, and gathers what its tags
 *  and books add to the sums. May be done again from its start: it then writes the same. */
export async function buildSegment(work: SegmentWork): Promise<void> {
  const { streams, interpretation, splitStreams, sums, writer, again, onEvents, signal } = work;
  for await (const { streamId, events } of streams) {
    signal.throwIfAborted();
    onEvents(events.length);
    if (splitStreams.has(streamId)) continue;
    sums.add(lineKeys.stream(streamId), { n: 1 });
    const tagId = tagOfStream(streamId);
    const bookId = bookOfStream(streamId);
    if (tagId !== undefined) {
      const rows = deriveTag(tagId, tagEventsOf(events), interpretation);
      addDerivedSums(sums, rows, daysOf(rows.steps, interpretation.calendar));
      if (again) await writer?.removeLeftovers(rows);
      await writer?.putTag(rows);
    } else if (bookId !== undefined) {
      addBook(sums, bookId, readBook(events.filter(isBookEvent)));
    }
    await sums.settle();
  }
  await writer?.flush();
  await sums.close();
}

/** What a derived tag adds to the sums of Stock and Analytics. The figures of the days are the sums' from
 *  then on. */
export function addDerivedSums(
  sums: Pick<LineSink, 'add'>,
  { reading, books }: TagRows,
  days: readonly DayContribution[],
): void {
  addStockSums(sums, reading, books);
  for (const { date, own, books: moved } of days) {
    sums.add(lineKeys.day(date), own);
    for (const [bookId, figures] of moved) sums.add(lineKeys.bookDay(date, bookId), figures);
  }
}

/** The same, of a tag of which only what it has added is known. */
export function addStoredSums(sums: Pick<LineSink, 'add'>, { reading, books, added }: TagRows): void {
  addStockSums(sums, reading, books);
  for (const [name, amount] of Object.entries(added)) {
    const { date, figure, bookId } = parseCounterName(name);
    sums.add(bookId === '' ? lineKeys.day(date) : lineKeys.bookDay(date, bookId), { [figure]: amount });
  }
}

function addStockSums(sums: Pick<LineSink, 'add'>, { state }: TagCheckpoint, books: readonly string[]) {
  // A book that ever had a copy keeps a row, with zeros.
  for (const bookId of books) sums.add(lineKeys.stock(bookId), { total: 0, onLoan: 0 });
  for (const [bookId, { total, onLoan }] of stockDelta(UNASSIGNED, state)) {
    sums.add(lineKeys.stock(bookId), { total, onLoan });
  }
}

function addBook(sums: LineSink, bookId: string, book: Book | undefined) {
  if (book !== undefined) sums.add(lineKeys.stock(bookId), toBookLine(book));
}
