import { readBook } from '../../domain/book/book';
import { isBookEvent } from '../../domain/events';
import { bookOfStream, tagOfStream } from '../../domain/ids';
import { daysOf } from '../../projections/analytics';
import { addDerivedSums } from '../history/build-segment';
import { deriveTag, type Interpretation, tagEventsOf } from '../history/derive-rows';
import type { StreamHistory } from '../history/history-source';
import type { LineSink } from '../history/sorted-lines';
import { lineKeys } from '../history/sum-keys';
import { contributionsLine, daysFingerprint, fingerprint, rowFingerprint } from './fingerprint';
import type { ServedRows } from './served-rows';

export type DeriveWork = {
  readonly interpretation: Interpretation;
  /** The sums hold what was recorded up to then; what came later is judged by itself. */
  readonly cutoff: string;
  readonly served: Pick<ServedRows, 'expectedTag' | 'expectedBook'>;
  readonly lines: LineSink;
};

/** What history says of a tag or book, as lines to compare. */
export function deriveLines({ streamId, events }: StreamHistory, work: DeriveWork): void {
  const { interpretation, cutoff, served, lines } = work;
  lines.add(lineKeys.stream(streamId), { n: 1 });
  const tagId = tagOfStream(streamId);
  const bookId = bookOfStream(streamId);
  if (tagId !== undefined) {
    const history = tagEventsOf(events);
    const rows = deriveTag(tagId, history, interpretation);
    const days = daysOf(rows.steps, interpretation.calendar);
    const line = lineKeys.tag(tagId);
    for (const [name, row] of served.expectedTag(rows)) {
      if (name !== 'contributions') lines.add(line, rowFingerprint(name, row));
    }
    lines.add(line, contributionsLine(daysFingerprint(days), rows.reading));
    const settled = history.filter(({ recordedAt }) => recordedAt <= cutoff);
    const sums = settled.length === history.length ? rows : deriveTag(tagId, settled, interpretation);
    addDerivedSums(
      withRunning(lines),
      sums,
      sums === rows ? days : daysOf(sums.steps, interpretation.calendar),
    );
  } else if (bookId !== undefined) {
    const book = readBook(events.filter(isBookEvent));
    if (book) lines.add(lineKeys.book(bookId), { h: fingerprint(served.expectedBook(book)) });
  }
}

/** A book's running totals in Analytics are its counts in Stock. */
export const withRunning = (lines: Pick<LineSink, 'add'>): Pick<LineSink, 'add'> => ({
  add(key, value) {
    if (key.startsWith(STOCK)) lines.add(lineKeys.running(key.slice(STOCK.length)), { ...value });
    lines.add(key, value);
  },
});

const STOCK = lineKeys.stock('');
