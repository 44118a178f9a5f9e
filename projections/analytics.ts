import type { Calendar, LocalTime } from '../domain/calendar';
import type { Outcome } from '../domain/evolve';
import type { Step } from '../domain/tag-history';
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

/** What a tag's history adds to the days' figures, as sums over its steps. */
export function contributionsOf(steps: readonly Step[], calendar: Calendar): Counters {
  const sums = new Map<string, number>();
  for (const step of steps) addContribution(sums, step, calendar(step.event.effectiveAt));
  const counters: Record<string, number> = {};
  for (const [name, sum] of sums) if (sum !== 0) counters[name] = sum;
  return counters;
}

function addContribution(sums: Map<string, number>, step: Step, { date, hour }: LocalTime): void {
  const { outcome, before, after } = step;
  const count = (figure: BookFigure | DayFigure, bookId: string, amount = 1) => {
    const name: CounterName = `${date}|${figure}|${bookId}`;
    sums.set(name, (sums.get(name) ?? 0) + amount);
  };
  if (outcome) count(`outcome:${outcome}`, '');
  if (outcome === 'borrowed' || outcome === 'returned') {
    count(outcome, after.bookId ?? '');
    count(`${outcome}:${String(hour).padStart(2, '0')}`, '');
  }
  for (const [bookId, { total, onLoan }] of stockDelta(before, after)) {
    if (total !== 0) count('total', bookId, total);
    if (onLoan !== 0) count('onLoan', bookId, onLoan);
    if (total > 0) count('copiesAdded', bookId);
    if (total < 0) count('copiesRemoved', bookId);
  }
}
