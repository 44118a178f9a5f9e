import fc from 'fast-check';
import { aBook, anAssignment, aRename, aScan, at } from '../domain/builders';
import { itemOf } from './already-served';
import { expectServedAsFolded } from './expectations';
import { NO_FAULTS } from './faults';
import { FIRST_GENERATION, LibraryWorld } from './library-world';
import { checkSeeded } from './replay';

const RACES = Number(process.env['SIM_RACES'] ?? 150);

describe('late scans and names projected beside the last ones, by projectors that linger', () => {
  const name = 'leave nothing behind of what was planned without them';
  it(
    name,
    async () => {
      const events = [
        anAssignment(at('08:00'), 'the-book'),
        aScan(at('09:00'), { scanId: 'first' }),
        aScan(at('10:00'), { scanId: 'second', mode: 'checkout', readerId: 'bin' }),
        aScan(at('11:00'), { scanId: 'last' }),
        aScan(at('08:30'), { scanId: 'late' }),
      ];
      const naming = [
        aBook(at('08:00'), 'the-book'),
        aRename(at('09:00'), 'the-book', 'Emma', 1),
        aRename(at('08:30'), 'the-book', 'Emma, a novel', 2),
      ];
      const property = fc.asyncProperty(fc.nat(), async (seed) => {
        const library = new LibraryWorld({ seed, shards: 2 });
        const { db, world } = library;
        db.faults = { ...NO_FAULTS, isSlow: 0.25, comesTwice: 0.2 };
        for (const told of [events, naming]) {
          let afterMs = 0;
          for (const event of told) {
            const item = itemOf(event);
            world.in(afterMs, () => db.commit([{ table: 'events', after: item }]));
            afterMs += 10 ** world.random.between(1, 4);
          }
        }
        await library.comeToRest();
        expectServedAsFolded(library, FIRST_GENERATION);
      });
      await checkSeeded(name, property, RACES);
    },
    RACES * 500,
  );
});
