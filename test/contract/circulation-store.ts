import type { CirculationChange, CirculationStore } from '../../app/project/circulation-store';
import type { Loan, TagState } from '../../domain/tag/state';
import type { StockCounts, StockDelta } from '../../projections/stock';
import { eventually } from './eventually';

export type CirculationFixture = {
  /** A store with nothing in it. */
  readonly newStore: () => CirculationStore;
  /** The counts as that store keeps them. */
  readonly stockOf: (bookId: string) => Promise<Partial<StockCounts> | undefined>;
};

const T = '2026-03-02T09:00:00.000Z';
const aLoan = (loanNo: number, over: Partial<Loan> = {}): Loan => ({
  loanNo,
  bookId: 'b',
  borrowedAt: T,
  borrowedReaderId: 'desk',
  ...over,
});

/** The step of a tag from one revision to the next. */
function aChange(tagId: string, standsOn: number | undefined, over: Partial<CirculationChange> = {}) {
  const state: TagState = { status: 'available', bookId: 'b', loanCount: 0, recentScans: { desk: T } };
  const reading = { state, position: { effectiveAt: T, eventId: 'e' }, pendingVoids: ['v'], recordedUpTo: T };
  const change: CirculationChange = {
    tagId,
    standsOn,
    record: { tagId, revision: (standsOn ?? 0) + 1, reading, rewriting: false },
    loans: [],
    removedLoans: [],
    touchedLoans: [],
    books: [],
    stock: [],
    rows: [],
    unfinished: false,
    ...over,
  };
  const { loans, removedLoans, books, stock } = change;
  const others = [...loans, ...removedLoans, ...books, ...stock.keys()];
  return { ...change, rows: [`tag ${tagId}`, ...others.map(String)] };
}

const plus = (total: number, onLoan = 0): StockDelta => [['b', { total, onLoan }]];

/** What every store of Inventory and Stock must do. */
export function describeCirculationStore(fixture: () => CirculationFixture) {
  let store: CirculationStore;
  beforeEach(() => {
    store = fixture().newStore();
  });
  const committed = async (changes: readonly CirculationChange[]) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const result = await store.commit(changes);
      if (result !== 'conflict') return result;
    }
    throw new Error('It conflicts without end.');
  };

  const revisionOf = (tagId: string) => async () => (await store.readTag(tagId))?.revision;

  it('given nothing is stored, then nothing is read', async () => {
    expect(await store.readTag('t')).toBeUndefined();
    expect(await store.readLoansAndBooks('t')).toEqual({ loans: [], books: [] });
    expect(await store.hasBook('b')).toBe(false);
  });

  it('gives back what was committed, loans in the order of their numbers', async () => {
    const loans = Array.from({ length: 12 }, (_, i) => aLoan(i + 1));
    const change = aChange('t', undefined, { loans, books: ['b', 'c#1'], stock: plus(1, 1) });
    expect(await committed([change])).toBe('committed');
    await eventually(() => store.readTag('t'), change.record);
    expect(await store.readLoansAndBooks('t')).toEqual({ loans, books: ['b', 'c#1'] });
    expect(await fixture().stockOf('b')).toMatchObject({ total: 1, onLoan: 1 });
    expect(await store.hasBook('b')).toBe(true);
  });

  it('given a tag that is there, when it is committed as new, then it is lost and all stays', async () => {
    await committed([aChange('t', undefined, { stock: plus(1) })]);
    const again = aChange('t', undefined, { stock: plus(1), loans: [aLoan(1)] });
    expect(await committed([again])).toEqual({ lost: new Set(['t']) });
    expect(await store.readLoansAndBooks('t')).toEqual({ loans: [], books: [] });
    expect(await fixture().stockOf('b')).toMatchObject({ total: 1 });
  });

  it('given several tags of which one moved on, then that one is lost and none is written', async () => {
    await committed([aChange('a', undefined), aChange('b', undefined), aChange('c', undefined)]);
    await committed([aChange('b', 1)]);
    const changes = ['a', 'b', 'c'].map((tagId) => aChange(tagId, 1, { stock: plus(1), loans: [aLoan(1)] }));
    expect(await committed(changes)).toEqual({ lost: new Set(['b']) });
    await eventually(revisionOf('a'), 1);
    expect((await store.readLoansAndBooks('c')).loans).toEqual([]);
    expect(await fixture().stockOf('b')).toBeUndefined();
  });

  it('given several tags of which nothing but their own row changes, then who has not lost is written', async () => {
    await committed([aChange('a', undefined), aChange('b', undefined), aChange('c', undefined)]);
    await committed([aChange('b', 1)]);
    const { lost } = {
      lost: new Set<string>(),
      ...Object(await committed(['a', 'b', 'c'].map((t) => aChange(t, 1)))),
    };
    expect(lost).toContain('b');
    for (const tagId of ['a', 'c']) {
      await eventually(revisionOf(tagId), lost.has(tagId) ? 1 : 2);
    }
  });

  it('given a tag never stored, when a change stands on a revision, then it is lost', async () => {
    expect(await committed([aChange('t', 1)])).toEqual({ lost: new Set(['t']) });
  });

  it('writes loans anew and removes them with the tag', async () => {
    await committed([aChange('t', undefined, { loans: [aLoan(1), aLoan(2), aLoan(3)] })]);
    const closed = aLoan(2, { returnedAt: T, returnedReaderId: 'bin', closedBy: 'returned' });
    await committed([aChange('t', 1, { loans: [closed], removedLoans: [aLoan(3)] })]);
    expect((await store.readLoansAndBooks('t')).loans).toEqual([aLoan(1), closed]);
  });

  it('says that a tag is being rewritten until it is told otherwise', async () => {
    const { record } = aChange('t', undefined);
    await committed([aChange('t', undefined, { record: { ...record, rewriting: true } })]);
    await eventually(async () => (await store.readTag('t'))?.rewriting, true);
    await committed([aChange('t', 1)]);
    await eventually(async () => (await store.readTag('t'))?.rewriting, false);
  });

  it('sums what the tags of one commit move, and writes no row for nothing', async () => {
    const changes = [plus(1), plus(1), plus(1, 1)].map((stock, i) => aChange(`t${i}`, undefined, { stock }));
    await committed(changes);
    expect(await fixture().stockOf('b')).toMatchObject({ total: 3, onLoan: 1 });
    const nought = [1, -1].map((n, i) =>
      aChange(`u${i}`, undefined, { stock: [['nought', { total: n, onLoan: 0 }]] }),
    );
    await committed(nought);
    expect(await store.hasBook('nought')).toBe(false);
  });

  it('of twenty commits at once on one revision, takes one', async () => {
    await committed([aChange('t', undefined)]);
    const results = await Promise.all(
      Array.from({ length: 20 }, () => committed([aChange('t', 1, { stock: plus(1) })])),
    );
    expect(results.filter((result) => result === 'committed')).toHaveLength(1);
    expect(await fixture().stockOf('b')).toMatchObject({ total: 1 });
  });

  it('of twenty tags of one book at once, counts each', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => committed([aChange(`t${i}`, undefined, { stock: plus(1) })])),
    );
    expect(await fixture().stockOf('b')).toMatchObject({ total: 20 });
  });

  it('given more rows than a transaction takes, then it throws and nothing is written', async () => {
    const loans = Array.from({ length: 100 }, (_, i) => aLoan(i + 1));
    await expect(store.commit([aChange('t', undefined, { loans })])).rejects.toThrow();
    expect(await store.readTag('t')).toBeUndefined();
  });

  it('keeps the latest details of a book beside its counts, whichever comes last', async () => {
    const details = { name: 'Emma', author: 'Jane Austen', isbn: '' };
    const book = { bookId: 'b', ...details, revision: 2, registeredAt: T };
    await store.writeBook(book);
    await committed([aChange('t', undefined, { stock: plus(2) })]);
    await store.writeBook({ ...book, name: 'Old', revision: 1 });
    expect(await fixture().stockOf('b')).toMatchObject({ name: 'Emma', total: 2 });
    await store.writeBook({ ...book, name: 'New', revision: 10 });
    expect(await fixture().stockOf('b')).toMatchObject({ name: 'New', total: 2 });
    const withdrawals = [{ from: T }];
    await store.writeBook({ ...book, name: 'New', revision: 10, withdrawals });
    await store.writeBook({ ...book, name: 'New', revision: 10 });
    expect(await fixture().stockOf('b')).toMatchObject({ name: 'New', total: 2, withdrawals });
  });
}
