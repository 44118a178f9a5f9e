import type { Calendar } from '../domain/calendar';
import type { Outcome } from '../domain/evolve';
import type { Step } from '../domain/tag-history';
import { addCounters, type Counters } from './counters';
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
  const [date = '', figure = '', ...bookId] = name.split('|');
  return { date, figure, bookId: bookId.join('|') };
}

/** What a tag's history adds to the days' figures, as sums over its steps. */
export function contributionsOf(steps: readonly Step[], calendar: Calendar): Counters {
  return addCounters(steps.map((step) => contributionOf(step, calendar)));
}

function contributionOf({ event, outcome, before, after }: Step, calendar: Calendar): Counters {
  const { date, hour } = calendar(event.effectiveAt);
  const counters: Record<CounterName, number> = {};
  const count = (figure: BookFigure | DayFigure, bookId: string, amount = 1) => {
    if (amount !== 0) counters[`${date}|${figure}|${bookId}`] = amount;
  };
  if (outcome) count(`outcome:${outcome}`, '');
  if (outcome === 'borrowed' || outcome === 'returned') {
    count(outcome, after.bookId ?? '');
    count(`${outcome}:${String(hour).padStart(2, '0')}`, '');
  }
  for (const [bookId, { total, onLoan }] of stockDelta(before, after)) {
    count('total', bookId, total);
    count('onLoan', bookId, onLoan);
    if (total > 0) count('copiesAdded', bookId);
    if (total < 0) count('copiesRemoved', bookId);
  }
  return counters;
}
