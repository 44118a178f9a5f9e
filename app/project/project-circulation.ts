import { type Book, readBook } from '../../domain/book/book';
import type { BookEvent } from '../../domain/book/events';
import type { Calendar } from '../../domain/calendar';
import type { LibraryEvent } from '../../domain/events';
import { isBookEvent, isTagEvent } from '../../domain/events';
import { bookStream, tagStream } from '../../domain/ids';
import type { TagEvent } from '../../domain/tag/events';
import type { Rules } from '../../domain/tag/rules';
import type { EventLog } from '../events/event-log';
import type { ExportMark, ExportMarks } from '../export/export-marks';
import { groupBy } from '../lib/group-by';
import type { CirculationChange, CirculationStore } from './circulation-store';
import { planCirculation } from './plan-circulation';
import { jitteredPause, MAX_ATTEMPTS, type Pause, projectTags } from './project-tags';

export type CirculationProjector = {
  readonly store: CirculationStore;
  readonly log: Pick<EventLog, 'readStream'>;
  /** Of books; the log's unless given. */
  readonly readBookStream?: EventLog['readStream'];
  readonly marks: ExportMarks;
  readonly rules: Rules;
  readonly calendar: Calendar;
  readonly pause?: Pause;
};

/** Brings Inventory and Stock of one generation to what the events say, together: at every committed moment
 *  the stock is the count over the inventory. Events may come in any order, again, or along with others
 *  that are not in the log yet as far as we can see.
 *  Answers the streams that could not be brought there, each with its fault; the others are done. */
export async function projectCirculation(
  events: readonly LibraryEvent[],
  projector: CirculationProjector,
): Promise<Map<string, unknown>> {
  const failedBooks = await projectBooks(events.filter(isBookEvent), projector);
  const failedTags = await projectTagEvents(events.filter(isTagEvent), projector);
  return new Map([...failedBooks, ...failedTags]);
}

async function projectTagEvents(events: readonly TagEvent[], projector: CirculationProjector) {
  const { store, log, marks, rules, calendar, pause } = projector;
  const news = groupBy(events, (event) => event.data.tagId);
  const failures = await projectTags<CirculationChange>(
    [...news.keys()],
    {
      plan: (tagId) =>
        planCirculation(tagId, news.get(tagId) ?? [], {
          store,
          rules,
          readTagEvents: async (tag) => (await log.readStream(tagStream(tag))).filter(isTagEvent),
        }),
      commit: async (changes) => {
        await marks.mark(staleLoanDays(changes, calendar));
        return store.commit(changes);
      },
    },
    pause,
  );
  return [...failures].map(([tagId, fault]) => [tagStream(tagId), fault] as const);
}

function staleLoanDays(changes: readonly CirculationChange[], calendar: Calendar): Set<ExportMark> {
  const loans = changes.flatMap(({ touchedLoans }) => touchedLoans);
  return new Set(loans.map(({ borrowedAt }) => `loans#${calendar(borrowedAt).date}` as const));
}

async function projectBooks(events: readonly BookEvent[], projector: CirculationProjector) {
  const { store, log, readBookStream = log.readStream, marks, calendar } = projector;
  const failures: [string, unknown][] = [];
  for (const [bookId, news] of groupBy(events, (event) => event.data.bookId)) {
    try {
      const book = readBook((await readBookStream(bookStream(bookId))).filter(isBookEvent));
      if (book === undefined) continue;
      const isKnown = book.revision > 0 || (await store.hasBook(bookId));
      await marks.mark(staleBookDays(news, book, isKnown, calendar));
      await writeBook(book, projector);
    } catch (fault) {
      failures.push([bookStream(bookId), fault]);
    }
  }
  return failures;
}

/** A name stands in the files of all days; a withdrawal changes those since. */
function staleBookDays(
  news: readonly BookEvent[],
  { registeredAt }: Book,
  isKnown: boolean,
  calendar: Calendar,
): Set<ExportMark> {
  return new Set(
    news.map(({ type, effectiveAt }): ExportMark => {
      if (type === 'BookWithdrawn') return `day#${calendar(effectiveAt).date}`;
      return isKnown ? 'all' : `day#${calendar(registeredAt).date}`;
    }),
  );
}

/** The details share their row with the copies' sums, which many transactions may be at. */
async function writeBook(book: Book, { store, pause = jitteredPause }: CirculationProjector) {
  for (let attempt = 1; (await store.writeBook(book)) === 'conflict'; attempt += 1) {
    if (attempt >= MAX_ATTEMPTS) throw new Error(`Conflicted ${attempt} times running with transactions.`);
    await pause(attempt);
  }
}
