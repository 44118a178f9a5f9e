import type { AnalyticsChange, AnalyticsStore } from '../../app/project/analytics-store';
import { addCounters, type Counters } from '../../projections/counters';
import { eventually } from './eventually';

export type AnalyticsFixture = {
  /** A store with nothing in it. */
  readonly newStore: () => AnalyticsStore;
  /** That store's summed rows: a book's day, a book's running totals, a day over all its shards. */
  readonly bookDay: (date: string, bookId: string) => Promise<Record<string, number>>;
  readonly running: (bookId: string) => Promise<Record<string, number>>;
  readonly day: (date: string) => Promise<Record<string, number>>;
};

const T = '2026-03-02T09:00:00.000Z';
const DAY = '2026-03-02';

function aChange(tagId: string, revision: number, added: Counters = {}, rewriting = false): AnalyticsChange {
  const state = { status: 'available', bookId: 'b', loanCount: revision, recentScans: {} } as const;
  const reading = { state, position: { effectiveAt: T, eventId: 'e' }, pendingVoids: [], recordedUpTo: T };
  return {
    tagId,
    contribution: { tagId, revision, reading, rewriting, added },
    rows: [],
    unfinished: rewriting,
  };
}

const borrowed: Counters = {
  [`${DAY}|borrowed|b`]: 1,
  [`${DAY}|onLoan|b`]: 1,
  [`${DAY}|outcome:borrowed|`]: 1,
  [`${DAY}|borrowed:09|`]: 1,
};

/** What every store of Analytics must do. */
export function describeAnalyticsStore(fixture: () => AnalyticsFixture) {
  let store: AnalyticsStore;
  beforeEach(() => {
    store = fixture().newStore();
  });
  const committed = async (changes: readonly AnalyticsChange[]) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const result = await store.commit(changes);
      if (result !== 'conflict') return result;
    }
    throw new Error('It conflicts without end.');
  };

  it('given nothing is stored, then nothing is read', async () => {
    expect(await store.readLatest('t')).toBeUndefined();
    expect(await store.readContributions('t')).toEqual([]);
  });

  it('gives back contributions in the order of their numbers, and the latest', async () => {
    const changes = Array.from({ length: 12 }, (_, i) => aChange('t', i + 1, borrowed, i === 11));
    for (const change of changes) expect(await committed([change])).toBe('committed');
    expect(await store.readContributions('t')).toEqual(changes.map(({ contribution }) => contribution));
    await eventually(() => store.readLatest('t'), changes.at(-1)?.contribution);
  });

  it('moves the sums of the book on its day, of the book, and of the day', async () => {
    await committed([aChange('t', 1, borrowed), aChange('u', 1, borrowed)]);
    await committed([aChange('v', 1, borrowed)]);
    expect(await fixture().bookDay(DAY, 'b')).toEqual({ borrowed: 3, onLoan: 3 });
    expect(await fixture().running('b')).toEqual({ onLoan: 3 });
    expect(await fixture().day(DAY)).toEqual({ 'outcome:borrowed': 3, 'borrowed:09': 3 });
  });

  it('given a number that is taken, then its tag is lost, and the others are committed', async () => {
    await committed([aChange('t', 1, borrowed)]);
    expect(
      await committed([aChange('u', 1, borrowed), aChange('t', 1, borrowed), aChange('v', 1, borrowed)]),
    ).toEqual({ lost: new Set(['t']), othersCommitted: true });
    expect(await fixture().bookDay(DAY, 'b')).toEqual({ borrowed: 3, onLoan: 3 });
    await eventually(() => store.readLatest('v'), aChange('v', 1, borrowed).contribution);
  });

  it('given that the number of the first is taken, then all are lost and no sum moves', async () => {
    await committed([aChange('t', 1, borrowed)]);
    expect(await committed([aChange('t', 1, borrowed), aChange('u', 1, borrowed)])).toEqual({
      lost: new Set(['t', 'u']),
    });
    expect(await fixture().bookDay(DAY, 'b')).toEqual({ borrowed: 1, onLoan: 1 });
    expect(addCounters((await store.readContributions('u')).map(({ added }) => added))).toEqual({});
  });

  it('given that a tag has lost so, then it goes on from where it was', async () => {
    const before = aChange('u', 1, borrowed);
    await committed([before]);
    await committed([aChange('t', 1, borrowed)]);
    await committed([aChange('t', 1, borrowed), aChange('u', 2, borrowed)]);
    const nothing = { ...before.contribution, revision: 2, added: {} };
    await eventually(() => store.readLatest('u'), nothing);
    expect(await store.readContributions('u')).toEqual([before.contribution, nothing]);
    expect(await committed([aChange('u', 3, borrowed)])).toBe('committed');
    expect(await fixture().bookDay(DAY, 'b')).toEqual({ borrowed: 3, onLoan: 3 });
  });

  it('of twenty commits at once that cross in three tags, moves the sums by what it says of the tags', async () => {
    const changes = ['t', 'u', 'v'].map((tagId) => aChange(tagId, 1, borrowed));
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => committed([...changes.slice(i % 3), ...changes.slice(0, i % 3)])),
    );
    const said = await Promise.all(changes.map(({ tagId }) => store.readContributions(tagId)));
    expect(said.map(({ length }) => length)).toEqual([1, 1, 1]);
    const { borrowed: counted = 0 } = await fixture().bookDay(DAY, 'b');
    expect(addCounters(said.flat().map(({ added }) => added))[`${DAY}|borrowed|b`] ?? 0).toBe(counted);
  });

  it('takes away what is added as less than nothing', async () => {
    await committed([aChange('t', 1, borrowed)]);
    const negative = Object.fromEntries(Object.entries(borrowed).map(([name, n]) => [name, -n]));
    await committed([aChange('t', 2, negative)]);
    expect(await fixture().running('b')).toEqual({ onLoan: 0 });
  });

  it('of twenty commits at once of one number, takes one', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => committed([aChange('t', 1, borrowed)])),
    );
    expect(results.filter((result) => result === 'committed')).toHaveLength(1);
    expect(await fixture().running('b')).toEqual({ onLoan: 1 });
  });

  it('of twenty tags of one book at once, counts each', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => committed([aChange(`t${i}`, 1, borrowed)])));
    expect(await fixture().bookDay(DAY, 'b')).toEqual({ borrowed: 20, onLoan: 20 });
    expect(await fixture().day(DAY)).toEqual({ 'outcome:borrowed': 20, 'borrowed:09': 20 });
  });

  it('given more rows than a transaction takes, then it throws and nothing is counted', async () => {
    const days = Array.from({ length: 101 }, (_, i) => [`2026-03-02|borrowed|b${i}`, 1]);
    const changes = [aChange('t', 1, Object.fromEntries(days)), aChange('u', 1, borrowed)];
    await expect(store.commit(changes)).rejects.toThrow();
    expect(await store.readLatest('t')).toBeUndefined();
    expect((await store.readLatest('u'))?.added ?? {}).toEqual({});
    expect(await fixture().bookDay(DAY, 'b')).toEqual({});
  });

  it('given a hundred tags that move one sum, then they are one commit', async () => {
    const changes = Array.from({ length: 100 }, (_, i) => aChange(`t${i}`, 1, borrowed));
    expect(await store.commit(changes)).toBe('committed');
    expect(await fixture().bookDay(DAY, 'b')).toEqual({ borrowed: 100, onLoan: 100 });
  });
}
