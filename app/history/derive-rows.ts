import type { Calendar } from '../../domain/calendar';
import { isTagEvent, type LibraryEvent } from '../../domain/events';
import type { TagEvent } from '../../domain/tag/events';
import { type HistoryStep, readHistory, type TagCheckpoint } from '../../domain/tag/history';
import type { Rules } from '../../domain/tag/rules';
import type { Loan } from '../../domain/tag/state';
import { contributionsOf } from '../../projections/analytics';
import type { Counters } from '../../projections/counters';
import { booksOf, hasOwnRow, loansOf } from '../../projections/inventory';

/** How history is to be read. */
export type Interpretation = { readonly rules: Rules; readonly calendar: Calendar };

/** Everything that the read models hold of one tag alone. */
export type TagRows = {
  readonly tagId: string;
  readonly reading: TagCheckpoint;
  /** Those that have a row of their own. */
  readonly loans: readonly Loan[];
  readonly books: readonly string[];
  /** What it adds to the sums of Analytics. */
  readonly added: Counters;
};

/** The rows of a tag with all its events, in whatever order they are given. */
export function deriveTag(
  tagId: string,
  events: readonly TagEvent[],
  interpretation: Interpretation,
): TagRows & { readonly steps: readonly HistoryStep[] } {
  const { steps, reading } = readHistory(events, interpretation.rules);
  let added: Counters | undefined;
  return {
    tagId,
    reading,
    steps,
    loans: loansOf(steps).filter(hasOwnRow),
    books: booksOf(steps),
    // Made when asked for: naming every figure costs more than all the rest.
    get added() {
      added ??= contributionsOf(steps, interpretation.calendar);
      return added;
    },
  };
}

export const tagEventsOf = (events: readonly LibraryEvent[]) => events.filter(isTagEvent);
