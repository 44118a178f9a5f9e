import { libraryCalendar } from '../../../app/lib/library-calendar';
import { projectCirculation } from '../../../app/project/project-circulation';
import type { TagEvent } from '../../../domain/tag/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { anAssignment, aRetirement, aScan, aVoid, TAG } from '../../domain/builders';
import { memoryCirculation } from './memory-circulation';

/** A morning of each of these days of March. */
const on = (day: number, time = '09:00') => `2026-03-0${day}T${time}:00.000Z`;

/** A tag whose events come batch after batch; what was marked before each commit is told with it. */
function aTag() {
  const events: TagEvent[] = [];
  const marked: string[] = [];
  const commits: { readonly marked: readonly string[]; readonly rows: readonly string[] }[] = [];
  const { store, rowsOf, loansOf } = memoryCirculation(({ rows }) => {
    commits.push({ marked: marked.splice(0), rows });
  });
  return {
    rowsOf: () => rowsOf(TAG).map(({ loanNo, borrowedAt, closedBy }) => [loanNo, borrowedAt, closedBy]),
    loansOf: () => loansOf(TAG).map(({ loanNo, borrowedAt, closedBy }) => [loanNo, borrowedAt, closedBy]),
    async comes(...news: TagEvent[]) {
      commits.length = 0;
      events.push(...news);
      const failures = await projectCirculation(news, {
        store,
        log: { readStream: async () => [...events] },
        marks: {
          mark: async (marks) => {
            marked.push(...marks);
          },
        },
        rules: DEFAULT_RULES,
        calendar: libraryCalendar('UTC'),
      });
      expect(failures.size).toBe(0);
      return commits.map((commit) => ({ rows: commit.rows, marked: [...new Set(commit.marked)].sort() }));
    },
  };
}

const assigned = anAssignment(on(1), 'b');
const borrow = aScan(on(2), { scanId: 'borrow' });
const giveBack = aScan(on(3), { scanId: 'give-back' });

async function onLoan() {
  const tag = aTag();
  await tag.comes(assigned);
  return { tag, written: await tag.comes(borrow) };
}

async function returned() {
  const { tag } = await onLoan();
  return { tag, written: await tag.comes(giveBack) };
}

describe('a running loan', () => {
  it('when it begins, then writes no row of its own, and its day is marked', async () => {
    const { tag, written } = await onLoan();
    expect(written).toEqual([{ rows: [`tag ${TAG}`, 'stock b'], marked: ['loans#2026-03-02'] }]);
    expect(tag.rowsOf()).toEqual([]);
    expect(tag.loansOf()).toEqual([[1, on(2), undefined]]);
  });

  it('when its tag is only seen, then nothing is marked', async () => {
    const { tag } = await onLoan();
    const written = await tag.comes(aScan(on(2, '12:00'), { mode: 'inventory' }));
    expect(written).toEqual([{ rows: [`tag ${TAG}`], marked: [] }]);
  });

  it.each([
    ['returned', giveBack],
    ['retired', aRetirement(on(3))],
    ['reassigned', anAssignment(on(3), 'b', 2)],
  ])('when it is %s, then gets its row, and its day is marked', async (closedBy, end) => {
    const { tag } = await onLoan();
    const [written, ...more] = await tag.comes(end);
    expect(written?.rows).toContain(`loan ${TAG} 1`);
    expect([written?.marked, more]).toEqual([['loans#2026-03-02'], []]);
    expect(tag.rowsOf()).toEqual([[1, on(2), closedBy]]);
  });

  it('given it began and ended in one batch with the next one, then both days are marked and one row is written', async () => {
    const tag = aTag();
    await tag.comes(assigned);
    const [written] = await tag.comes(borrow, giveBack, aScan(on(4)));
    expect(written?.marked).toEqual(['loans#2026-03-02', 'loans#2026-03-04']);
    expect(tag.rowsOf()).toEqual([[1, on(2), 'returned']]);
    expect(tag.loansOf()).toEqual([
      [1, on(2), 'returned'],
      [2, on(4), undefined],
    ]);
  });

  it('when its scan is voided, then it is gone, and its day is marked', async () => {
    const { tag } = await onLoan();
    const [written] = await tag.comes(aVoid(on(3), 'borrow'));
    expect(written).toEqual({ rows: [`tag ${TAG}`, 'stock b'], marked: ['loans#2026-03-02'] });
    expect(tag.loansOf()).toEqual([]);
  });

  it('when a late scan says that it began earlier, then both days are marked, though only the row of the tag is written', async () => {
    const { tag } = await onLoan();
    await tag.comes(aScan(on(3), { mode: 'checkout' }));
    const [written] = await tag.comes(
      aScan(on(1, '12:00'), { scanId: 'late', mode: 'checkout' }),
      aVoid(on(4), 'borrow'),
    );
    expect(written).toEqual({ rows: [`tag ${TAG}`], marked: ['loans#2026-03-01', 'loans#2026-03-02'] });
    expect(tag.loansOf()).toEqual([[1, on(1, '12:00'), undefined]]);
  });

  it('when a late scan ends it and begins another, then both are marked', async () => {
    const { tag } = await onLoan();
    const [written] = await tag.comes(aScan(on(1, '12:00')));
    expect(written?.marked).toEqual(['loans#2026-03-01', 'loans#2026-03-02']);
    expect(tag.loansOf()).toEqual([[1, on(1, '12:00'), 'returned']]);
  });
});

describe('a loan that has ended', () => {
  it('when its return is voided, then runs again: its row goes, and its day is marked', async () => {
    const { tag } = await returned();
    const [written] = await tag.comes(aVoid(on(4), 'give-back'));
    expect(written).toEqual({
      rows: [`tag ${TAG}`, `loan ${TAG} 1`, 'stock b'],
      marked: ['loans#2026-03-02'],
    });
    expect(tag.rowsOf()).toEqual([]);
    expect(tag.loansOf()).toEqual([[1, on(2), undefined]]);
  });

  it('when it runs again and ends again, then has one row', async () => {
    const { tag } = await returned();
    await tag.comes(aVoid(on(4), 'give-back'));
    await tag.comes(aScan(on(5)));
    expect(tag.rowsOf()).toEqual([[1, on(2), 'returned']]);
  });

  it('when a late scan turns lending and returning round, then the days of every loan that is another are marked', async () => {
    const { tag } = await returned();
    await tag.comes(aScan(on(5)));
    const [written] = await tag.comes(aScan(on(1, '12:00')));
    expect(written?.marked).toEqual([
      'loans#2026-03-01',
      'loans#2026-03-02',
      'loans#2026-03-03',
      'loans#2026-03-05',
    ]);
    expect(tag.rowsOf()).toEqual([
      [1, on(1, '12:00'), 'returned'],
      [2, on(3), 'returned'],
    ]);
  });
});
