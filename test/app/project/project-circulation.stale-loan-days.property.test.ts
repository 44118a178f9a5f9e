import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { projectCirculation } from '../../../app/project/project-circulation';
import type { TagEvent } from '../../../domain/tag/events';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import type { Loan } from '../../../domain/tag/state';
import { loansOf } from '../../../projections/inventory';
import { anAssignment, aScan, at, aVoid, TAG } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';
import { memoryCirculation } from './memory-circulation';

const calendar = libraryCalendar('America/New_York');
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 500);

/** Projects batch after batch, and holds what was marked against the days whose loans each commit changed.
 *  With `breaks`, the process ends after so many commits of a batch, and the next one takes over. */
async function projectAndWatch(batches: readonly (readonly TagEvent[])[], breaks = Number.POSITIVE_INFINITY) {
  const events: TagEvent[] = [];
  let marks = new Set<string>();
  let commits = 0;
  const unmarked: string[] = [];
  const {
    store,
    loansOf: served,
    rowsOf,
  } = memoryCirculation((_, before, after) => {
    unmarked.push(...changedDays(before, after).filter((day) => !marks.has(day)));
    marks = new Set();
    commits += 1;
    if (commits > breaks) throw new Error('The process ends.');
  });
  for (const batch of batches) {
    events.push(...batch);
    commits = 0;
    await projectCirculation(batch, {
      store,
      log: { readStream: async () => [...events] },
      marks: {
        mark: async (added) => {
          for (const mark of added) marks.add(mark);
        },
      },
      rules: DEFAULT_RULES,
      calendar,
    });
  }
  return { unmarked, events, served: served(TAG), rows: rowsOf(TAG) };
}

/** The days whose file the two would not make the same. */
function changedDays(before: readonly Loan[], after: readonly Loan[]): string[] {
  const missingIn = (loans: readonly Loan[]) => {
    const byNumber = new Map(loans.map((loan) => [loan.loanNo, loan]));
    return (loan: Loan) => !isDeepStrictEqual(loan, byNumber.get(loan.loanNo));
  };
  const changed = [...before.filter(missingIn(after)), ...after.filter(missingIn(before))];
  return [...new Set(changed.map(({ borrowedAt }) => `loans#${calendar(borrowedAt).date}`))];
}

function expectLoansOf({ events, served, rows }: Awaited<ReturnType<typeof projectAndWatch>>) {
  const loans = loansOf(readHistory(events, DEFAULT_RULES).steps);
  expect(served).toEqual(loans);
  expect(rows.every(({ returnedAt }) => returnedAt !== undefined)).toBe(true);
}

const inBatches = fc
  .tuple(tagHistory(TAG), fc.infiniteStream(fc.nat()), fc.infiniteStream(fc.integer({ min: 1, max: 6 })))
  .map(([history, places, sizes]) => {
    const shuffled = history
      .map((event) => ({ event, place: places.next().value ?? 0 }))
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event);
    const batches: TagEvent[][] = [];
    for (let i = 0; i < shuffled.length; ) {
      const size = sizes.next().value ?? 1;
      batches.push(shuffled.slice(i, i + size));
      i += size;
    }
    return batches;
  });

describe('the days whose loans a projection changes', () => {
  it('are marked before it is committed, whatever comes in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(inBatches, async (batches) => {
        const watched = await projectAndWatch(batches);
        expect(watched.unmarked).toEqual([]);
        expectLoansOf(watched);
      }),
      { numRuns: RUNS },
    );
  });

  const assigned = anAssignment(at('08:00'), 'b');
  const toggles = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      aScan(new Date(Date.parse(at('09:00')) + i * 7 * 3_600_000).toISOString(), { scanId: `t${i}` }),
    );

  it('are marked at each step of a long rewrite, though history turns again when one has broken off', async () => {
    const late = ['08:30', '08:40', '08:50'].map((time, i) => [aScan(at(time), { scanId: `late-${i}` })]);
    for (const breaks of [1, Number.POSITIVE_INFINITY]) {
      const watched = await projectAndWatch([[assigned, ...toggles(401)], ...late], breaks);
      expect(watched.unmarked).toEqual([]);
      if (breaks > 1) expectLoansOf(watched);
    }
  });

  it('are marked when a rewrite that broke off has hidden a running loan, which comes out the same at the end', async () => {
    // Ninety rows of loans and one of a book: the step that writes the last loan is not the last step.
    const turned = [anAssignment(at('07:00'), 'c', 2), aScan(at('08:30'), { scanId: 'late' })];
    const batches = [[assigned, ...toggles(179)], turned, [aVoid(at('08:40'), 'late')]];
    for (const breaks of [0, Number.POSITIVE_INFINITY]) {
      const watched = await projectAndWatch([...batches, [aVoid(at('08:40'), 'late')]], breaks);
      expect(watched.unmarked).toEqual([]);
      if (breaks > 0) expectLoansOf(watched);
    }
  });
});
