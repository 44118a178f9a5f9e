import type { ExportPorts } from '../../../app/export/begin-export';
import { type DayRange, exportDays } from '../../../app/export/export-days';
import type { ExportMark } from '../../../app/export/export-marks';
import type { CsvFile, ExportBucket, ExportReads, StoredMark } from '../../../app/export/export-ports';
import { exportSnapshots } from '../../../app/export/export-snapshots';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { isTagEvent, type LibraryEvent } from '../../../domain/events';
import type { TagEvent } from '../../../domain/tag/events';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { contributionsOf, parseCounterName } from '../../../projections/analytics';
import { addCounters } from '../../../projections/counters';
import { readLibrary } from '../../../projections/reference-fold';

/** The read models as the projectors would have stored them, from a plain fold of the events. */
export function memoryReads(events: () => readonly LibraryEvent[], timeZone: string): ExportReads {
  const calendar = libraryCalendar(timeZone);
  const library = () => readLibrary(events(), DEFAULT_RULES, calendar);
  let known: { readonly events: number; readonly counters: ReturnType<typeof count> } | undefined;
  /** Folded once for the same events: a long history is asked day by day. */
  const counters = () => {
    const { length } = events();
    if (known?.events !== length) known = { events: length, counters: count() };
    return known.counters;
  };
  const count = () => {
    const tags = new Map<string, TagEvent[]>();
    for (const event of events()) {
      if (isTagEvent(event)) tags.set(event.data.tagId, [...(tags.get(event.data.tagId) ?? []), event]);
    }
    const sums = addCounters(
      [...tags.values()].map((history) =>
        contributionsOf(readHistory(history, DEFAULT_RULES).steps, calendar),
      ),
    );
    return Object.entries(sums).map(([name, amount]) => ({ ...parseCounterName(name), amount }));
  };
  return {
    async *books() {
      for (const { bookId, name, author, isbn } of library().stock) {
        const registered = events().find(
          (event) => event.type === 'BookRegistered' && event.data.bookId === bookId,
        );
        yield { bookId, name, author, isbn, ...(registered && { registeredAt: registered.effectiveAt }) };
      }
    },
    async *runningTotals() {
      const totals = new Map<string, { total: number; onLoan: number }>();
      for (const { figure, bookId, amount } of counters()) {
        if (figure !== 'total' && figure !== 'onLoan') continue;
        const sum = totals.get(bookId) ?? { total: 0, onLoan: 0 };
        totals.set(bookId, { ...sum, [figure]: sum[figure] + amount });
      }
      for (const [bookId, sum] of totals) yield { bookId, ...sum };
    },
    async day(_, date) {
      const books = new Map<string, Record<string, number>>();
      const figures: Record<string, number> = {};
      for (const { figure, bookId, amount } of counters().filter((counter) => counter.date === date)) {
        if (bookId === '') figures[figure] = amount;
        else books.set(bookId, { ...books.get(bookId), [figure]: amount });
      }
      return { books: new Map([...books].sort(([a], [b]) => (a < b ? -1 : 1))), figures };
    },
    async *loans(_, date) {
      const loans = library().loans.filter((loan) => calendar(loan.borrowedAt).date === date);
      const key = (loan: (typeof loans)[number]) => `${loan.tagId}#${String(loan.loanNo).padStart(6, '0')}`;
      yield* loans.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    },
  };
}

export type MemoryBucket = ExportBucket & {
  readonly objects: Map<string, string>;
  /** The keys written since the last call. */
  takeWritten(): string[];
};

export function memoryBucket(): MemoryBucket {
  const objects = new Map<string, string>();
  let written: string[] = [];
  return {
    name: 'shelflog-test-exports',
    objects,
    takeWritten() {
      const keys = written.sort();
      written = [];
      return keys;
    },
    async writeCsv({ key, columns, rows }: CsvFile) {
      const lines = [columns.join('|')];
      for await (const row of rows) lines.push(row.join('|'));
      objects.set(key, lines.join('\n'));
      written.push(key);
    },
    async writeJson(key, value) {
      objects.set(key, JSON.stringify(value));
    },
  };
}

export type MemoryMarks = {
  readonly stored: Map<ExportMark, string>;
  list(): Promise<StoredMark[]>;
  clear(mark: StoredMark): Promise<void>;
};

export function memoryMarks(): MemoryMarks {
  const stored = new Map<ExportMark, string>();
  return {
    stored,
    list: async () => [...stored].map(([mark, markedAt]) => ({ mark, markedAt })),
    async clear({ mark, markedAt }) {
      if (stored.get(mark) === markedAt) stored.delete(mark);
    },
  };
}

/** A library in memory with an export of its own. */
export function aLibrary(timeZone = 'UTC') {
  const events: LibraryEvent[] = [];
  const calendar = libraryCalendar(timeZone);
  const bucket = memoryBucket();
  const marks = memoryMarks();
  let state: Awaited<ReturnType<ExportPorts['state']['read']>>;
  let now = '2026-03-02T12:00:00.000Z';
  const ports: ExportPorts = {
    clock: () => now,
    generations: {
      read: async () => ({ serving: { id: 'g1', rules: DEFAULT_RULES, timeZone }, alsoWritten: [] }),
    },
    reads: memoryReads(() => events, timeZone),
    bucket,
    marks,
    firstRecordedAt: async () => events.map(({ recordedAt }) => recordedAt).sort()[0],
    state: {
      read: async () => state,
      async write(next) {
        state = next;
      },
    },
  };
  return {
    bucket,
    marks,
    ports,
    state: () => state,
    at(instant: string) {
      now = instant;
    },
    /** Adds events, with the marks that the projectors make for them. */
    add(added: readonly LibraryEvent[], markedAt = now) {
      const before = staleAfter(events, timeZone);
      events.push(...added);
      const after = staleAfter(events, timeZone);
      for (const [mark, content] of new Map([...before, ...after])) {
        if (before.get(mark) !== after.get(mark) || content !== after.get(mark))
          marks.stored.set(mark, markedAt);
      }
      for (const event of added) {
        if (event.type === 'BookRegistered') {
          marks.stored.set(`day#${calendar(event.effectiveAt).date}`, markedAt);
        }
        if (event.type === 'BookDetailsChanged') marks.stored.set('all', markedAt);
      }
    },
    exportDays: (range: DayRange, over: Partial<ExportPorts> = {}) =>
      exportDays(range, { ...ports, ...over }),
    export: (over: Partial<ExportPorts> = {}) => exportSnapshots({ ...ports, ...over }),
  };
}

/** What each day holds, by the mark that a change of it makes. */
function staleAfter(events: readonly LibraryEvent[], timeZone: string): Map<ExportMark, string> {
  const calendar = libraryCalendar(timeZone);
  const { analytics, days, loans } = readLibrary(events, DEFAULT_RULES, calendar);
  const content = new Map<ExportMark, string>();
  const put = (mark: ExportMark, row: unknown) =>
    content.set(mark, `${content.get(mark) ?? ''}${JSON.stringify(row)}`);
  for (const { date, bookId, borrowed, returned, copiesAdded, copiesRemoved } of analytics) {
    put(`day#${date}`, { bookId, borrowed, returned, copiesAdded, copiesRemoved });
  }
  for (const { date, hours } of days) put(`day#${date}`, hours);
  for (const loan of loans) put(`loans#${calendar(loan.borrowedAt).date}`, loan);
  return content;
}
