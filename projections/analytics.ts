import type { Calendar } from '../domain/calendar';
import type { TagEvent } from '../domain/tag/events';
import type { Outcome } from '../domain/tag/evolve';
import type { HistoryStep } from '../domain/tag/history';
import type { TagState } from '../domain/tag/state';
import type { Counters } from './counters';
import { stockDelta } from './stock';

/** What is summed a day and book. `total` and `onLoan` are the day's movement, from which its closing
 *  figures are walked back. */
export type BookFigure = 'borrowed' | 'returned' | 'copiesAdded' | 'copiesRemoved' | 'total' | 'onLoan';

/** What is summed a day over all books: scans by outcome, and borrows and returns by hour. */
export type DayFigure = `outcome:${Outcome}` | `borrowed:${string}` | `returned:${string}`;

/** One sum: `date|figure|bookId`, the last part empty for a day's own figures. */
type CounterName = `${string}|${string}|${string}`;

export type CounterKey = { readonly date: string; readonly figure: string; readonly bookId: string };

export function parseCounterName(name: string): CounterKey {
  // Not by split, which is several times as slow; a book's id may have the sign too.
  const first = name.indexOf('|');
  const second = name.indexOf('|', first + 1);
  return {
    date: name.slice(0, first),
    figure: name.slice(first + 1, second),
    bookId: name.slice(second + 1),
  };
}

/** What a tag's history adds to one day. */
export type DayContribution = {
  readonly date: string;
  readonly own: Record<string, number>;
  /** Each book once; few a day, so that a map would cost more than it saves. */
  readonly books: [bookId: string, figures: Record<string, number>][];
};

/** What a tag's history adds to the days' figures, day by day in their order. Figures may sum to zero. */
export function daysOf(steps: readonly HistoryStep[], calendar: Calendar): DayContribution[] {
  const days: DayContribution[] = [];
  let day: DayContribution | undefined;
  for (const step of steps) {
    const { date, hour } = calendar(step.event.effectiveAt);
    if (day?.date !== date) {
      day = { date, own: {}, books: [] };
      days.push(day);
    }
    addStep(day, step, hour);
  }
  return days;
}

/** The same, as one sum a name. */
export function contributionsOf(steps: readonly HistoryStep[], calendar: Calendar): Counters {
  const sums = new Map<CounterName, number>();
  const add = (name: CounterName, amount: number) => sums.set(name, (sums.get(name) ?? 0) + amount);
  for (const { date, own, books } of daysOf(steps, calendar)) {
    for (const figure in own) add(`${date}|${figure}|`, own[figure] ?? 0);
    for (const [bookId, figures] of books) {
      for (const figure in figures) add(`${date}|${figure}|${bookId}`, figures[figure] ?? 0);
    }
  }
  const counters: Record<string, number> = {};
  for (const [name, sum] of sums) if (sum !== 0) counters[name] = sum;
  return counters;
}

const count = (figures: Record<string, number>, figure: BookFigure | DayFigure, amount = 1) => {
  figures[figure] = (figures[figure] ?? 0) + amount;
};

function addStep(
  { own, books }: DayContribution,
  { event, outcome, before, after }: HistoryStep,
  hour: number,
): void {
  if (outcome) count(own, OUTCOME_FIGURES[outcome]);
  if (outcome === 'borrowed' || outcome === 'returned') {
    count(ofBook(books, after.bookId ?? ''), outcome);
    if (isKnownByHour(event)) count(own, HOUR_FIGURES[outcome][hour] ?? `${outcome}:`);
  }
  if (before.status === after.status && before.bookId === after.bookId) return;
  countCopies(books, before, after);
}

const isKnownByHour = (event: TagEvent) => event.type !== 'TagScanned' || event.data.precision !== 'day';

function countCopies(books: DayContribution['books'], before: TagState, after: TagState): void {
  for (const [bookId, { total, onLoan }] of stockDelta(before, after)) {
    const figures = ofBook(books, bookId);
    if (total !== 0) count(figures, 'total', total);
    if (onLoan !== 0) count(figures, 'onLoan', onLoan);
    if (total > 0) count(figures, 'copiesAdded');
    if (total < 0) count(figures, 'copiesRemoved');
  }
}

function ofBook(books: DayContribution['books'], bookId: string): Record<string, number> {
  const known = books.find(([id]) => id === bookId);
  if (known !== undefined) return known[1];
  const figures: Record<string, number> = {};
  books.push([bookId, figures]);
  return figures;
}

/** Named once: text that is put together anew for each scan is looked up many times as slowly. */
const OUTCOME_FIGURES: Readonly<Record<Outcome, DayFigure>> = {
  voided: 'outcome:voided',
  'unknown-tag': 'outcome:unknown-tag',
  repeat: 'outcome:repeat',
  seen: 'outcome:seen',
  borrowed: 'outcome:borrowed',
  returned: 'outcome:returned',
  'already-on-loan': 'outcome:already-on-loan',
  'already-available': 'outcome:already-available',
};
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
const HOUR_FIGURES = {
  borrowed: HOURS.map((hour): DayFigure => `borrowed:${hour}`),
  returned: HOURS.map((hour): DayFigure => `returned:${hour}`),
};
