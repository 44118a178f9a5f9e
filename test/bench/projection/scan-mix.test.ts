import { groupBy } from '../../../app/lib/group-by';
import {
  ALL_LOANS,
  MOSTLY_UNCHANGED,
  OPEN_LIBRARY,
  scansOf,
  shelves,
} from '../../../bench/projection/scan-mix';
import { isTagEvent } from '../../../domain/events';
import type { TagEvent } from '../../../domain/tag/events';
import type { Outcome } from '../../../domain/tag/evolve';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';

const SCANS = 500;

const before = shelves().filter(isTagEvent);

/** How often each outcome comes among these events, read after what was there before. */
function outcomesOf(events: readonly TagEvent[]) {
  const counted = new Set(events.map(({ eventId }) => eventId));
  const outcomes: Partial<Record<Outcome, number>> = {};
  for (const history of groupBy([...before, ...events], ({ data }) => data.tagId).values()) {
    for (const { event, outcome } of readHistory(history, DEFAULT_RULES).steps) {
      if (outcome !== undefined && counted.has(event.eventId))
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }
  return outcomes;
}

describe('the scans that are measured', () => {
  it('begin with half of the copies on loan', () => {
    expect(outcomesOf(before)).toEqual({ borrowed: 600 });
  });

  it.each([MOSTLY_UNCHANGED, OPEN_LIBRARY, ALL_LOANS])(
    'of $name lend about as many as they return',
    (mix) => {
      const { borrowed = 0, returned = 0 } = outcomesOf(scansOf(mix, SCANS));
      expect(borrowed + returned).toBeGreaterThan(0.9 * (mix.loans / 100) * SCANS);
      expect(Math.abs(borrowed - returned)).toBeLessThan(0.15 * (borrowed + returned));
    },
  );

  it('are the same each time', () => {
    expect(scansOf(OPEN_LIBRARY, SCANS)).toEqual(scansOf(OPEN_LIBRARY, SCANS));
    expect(shelves()).toEqual(shelves());
  });
});
