import type { LibraryEvent } from '../../domain/events';
import { bookStream } from '../../domain/ids';
import type { TagEvent } from '../../domain/tag/events';
import { aBook, anAssignment, aRename, aScan, at } from '../domain/builders';
import { alreadyServed, itemOf } from './already-served';
import { expectServedAsFolded } from './expectations';
import { NO_FAULTS } from './faults';
import { FIRST_GENERATION, LibraryWorld } from './library-world';

const SEED = Number(process.env['SIM_SEED'] ?? 1);

/** An event that is in the table at once, as if another had inserted it. */
function insert({ db, world }: LibraryWorld, event: LibraryEvent, afterMs: number) {
  world.in(afterMs, () => db.commit([{ table: 'events', after: itemOf(event) }]));
}

const triesPerCommit = ({ db }: LibraryWorld, table: 'inventory' | 'analytics') => {
  const { tried, committed } = db.transactions.figuresOf(table);
  return tried / committed;
};

describe('a burst of loans of one book and one of returns, over eight shards', () => {
  const RETURNS = 5_000;
  const RENAMES = 20;
  const tagIds = Array.from({ length: RETURNS }, (_, i) => `t${i}`);
  const past = tagIds.map((tagId) => anAssignment(at('08:00'), 'the-book', 1, { tagId }));
  const library = new LibraryWorld({ seed: SEED, shards: 8 });

  beforeAll(async () => {
    await alreadyServed(library, past);
    library.db.transactions.figures.clear();
    Object.assign(library.db.capacity, { tableWriteUnits: 0, indexWriteUnits: 0 });
    const inABurst = (scanOf: (tagId: string) => TagEvent) => {
      for (const tagId of tagIds) insert(library, scanOf(tagId), library.world.random.between(0, 2_000));
    };
    inABurst((tagId) => aScan(at('09:00'), { tagId, scanId: 'out', mode: 'checkout' }));
    await library.comeToRest();
    inABurst((tagId) => aScan(at('17:00'), { tagId, scanId: 'in', mode: 'return' }));
    insert(library, aBook(at('08:00'), 'the-book', 'Emma'), 100);
    for (let n = 1; n <= RENAMES; n += 1) {
      insert(library, aRename(at('09:00'), 'the-book', `Emma, ${n}`, n), 100 * n);
    }
    await library.comeToRest();
  });

  it('drains without a storm of conflicts: less than 1.5 transactions tried a committed one', () => {
    expect(triesPerCommit(library, 'inventory')).toBeLessThan(1.5);
    expect(triesPerCommit(library, 'analytics')).toBeLessThan(1.5);
  });

  it('costs few write units a loan, from lending it to taking it back, the refused ones included', () => {
    const { tableWriteUnits, indexWriteUnits } = library.db.capacity;
    expect((tableWriteUnits + indexWriteUnits) / RETURNS).toBeLessThan(19);
  });

  it('is served as the plain fold says', () => {
    expectServedAsFolded(library, FIRST_GENERATION);
  });

  it('makes no invocation fail, not even that which names the book meanwhile', () => {
    const { projectCirculation, projectAnalytics } = library.functions;
    expect([projectCirculation.errors, projectAnalytics.errors]).toEqual([0, 0]);
    expect(library.served('g1').stock).toEqual([
      expect.objectContaining({ bookId: 'the-book', name: `Emma, ${RENAMES}`, available: RETURNS }),
    ]);
    expect(library.parkedStreams()).not.toContain(bookStream('the-book'));
  });
});

describe('a scan at the very start of 300 toggles', () => {
  const past: TagEvent[] = [
    anAssignment(at('08:00'), 'the-book', 1),
    ...Array.from({ length: 300 }, (_, i) =>
      aScan(new Date(Date.parse(at('09:00')) + i * 3_600_000).toISOString(), { scanId: `t${i}` }),
    ),
  ];

  it('turns the whole history over, while projectors compete for it and die on it', async () => {
    const seen = { deaths: 0, lost: 0, commits: 0 };
    for (let seed = SEED; seed < SEED + 6; seed += 1) {
      const library = new LibraryWorld({ seed, shards: 2 });
      await alreadyServed(library, past);
      library.db.transactions.figures.clear();
      library.db.faults = { ...NO_FAULTS, crashes: 0.03, comesTwice: 0.8 };
      insert(library, aScan(at('08:30'), { scanId: 'late' }), 0);
      insert(library, aScan(at('08:40'), { scanId: 'late-too' }), library.world.random.between(0, 300));
      await library.comeToRest();
      expectServedAsFolded(library, FIRST_GENERATION);
      const { projectCirculation, projectAnalytics } = library.functions;
      seen.deaths += projectCirculation.deaths + projectAnalytics.deaths;
      for (const { lost, committed } of library.db.transactions.figures.values()) {
        seen.lost += lost;
        seen.commits = Math.max(seen.commits, committed);
      }
    }
    // Else it was no competition.
    expect(seen.deaths).toBeGreaterThan(0);
    expect(seen.lost).toBeGreaterThan(0);
    expect(seen.commits).toBeGreaterThan(2);
  });
});
