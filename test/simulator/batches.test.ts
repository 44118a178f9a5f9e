import fc from 'fast-check';
import type { TagEvent } from '../../domain/tag/events';
import { anAssignment, aScan, at, aVoid } from '../domain/builders';
import { itemOf } from './already-served';
import { expectContributionsAsFolded, expectServedAsFolded } from './expectations';
import type { Faults } from './faults';
import { FIRST_GENERATION, LibraryWorld } from './library-world';
import type { Random } from './random';
import { checkSeeded } from './replay';

const RUNS = Number(process.env['SIM_BATCHES'] ?? 100);

const probability = fc.constantFrom(0, 0.02, 0.1);
const anyFaults: fc.Arbitrary<Faults> = fc.record({
  failsBefore: probability,
  failsAfter: probability,
  isResent: probability,
  crashes: fc.constantFrom(0, 0.02, 0.05),
  isThrottled: probability,
  isSlow: fc.constantFrom(0, 0.02, 0.1),
  comesTwice: fc.constantFrom(0, 0.1, 0.3),
  isLate: fc.constant(0),
  reshards: fc.constant(0),
});

const course = fc.record({
  seed: fc.nat(),
  tags: fc.integer({ min: 2, max: 8 }),
  count: fc.integer({ min: 1, max: 8 }),
  faults: anyFaults,
});

const HOUR_MS = 3_600_000;

/** Every tag is given to a book, then scanned in rounds. What a round has is told at one moment; some of it only
 *  with the next round, and some scans are taken back. */
function rounds({ tags, count }: { readonly tags: number; readonly count: number }, random: Random) {
  const tagIds = Array.from({ length: tags }, (_, i) => `tag-${i}`);
  const told: TagEvent[][] = Array.from({ length: count + 2 }, () => []);
  const tellIn = (round: number, event: TagEvent) => told[round]?.push(event);
  for (const [i, tagId] of tagIds.entries()) {
    tellIn(0, anAssignment(at('08:00'), `book-${i % 2}`, 1, { tagId }));
  }
  for (let round = 1; round <= count; round += 1) {
    const when = new Date(Date.parse(at('08:00')) + round * HOUR_MS).toISOString();
    for (const tagId of tagIds.filter(() => random.chance(0.8))) {
      tellIn(round + (random.chance(0.1) ? 1 : 0), aScan(when, { tagId, scanId: `scan-${round}` }));
      if (random.chance(0.05)) tellIn(round + random.below(2), aVoid(when, `scan-${round}`, { tagId }));
    }
  }
  return told;
}

describe('scans of many tags that come together, to projectors that die, linger and meet', () => {
  const name = 'are counted once each, whatever became of the batches that they were written in';
  it(
    name,
    async () => {
      const property = fc.asyncProperty(course, async ({ seed, faults, ...size }) => {
        const library = new LibraryWorld({ seed, shards: 1, faults });
        const { db, world } = library;
        let afterMs = 0;
        for (const told of rounds(size, world.random)) {
          for (const item of told.map(itemOf)) {
            world.in(afterMs, () => db.commit([{ table: 'events', after: item }]));
          }
          afterMs += 10 ** world.random.between(2, 4);
        }
        await library.comeToRest();
        expectServedAsFolded(library, FIRST_GENERATION);
        expectContributionsAsFolded(library, FIRST_GENERATION);
        expect(library.parkedStreams()).toEqual([]);
      });
      await checkSeeded(name, property, RUNS);
    },
    RUNS * 10_000,
  );
});
