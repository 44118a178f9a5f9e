import fc from 'fast-check';
import { eventsTable } from '../../../adapters/dynamodb/events/events-table';
import type { ExportMarks } from '../../../app/export/export-marks';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import type { LibraryEvent } from '../../../domain/events';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { readLibrary } from '../../../projections/reference-fold';
import { libraryProjector } from '../../../wiring/library-projector';
import { aBook, anAssignment, aRename, aScan, at } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { servedLibrary, storedRows } from './served-library';

const TIME_ZONE = 'Europe/Berlin';
const calendar = libraryCalendar(TIME_ZONE);
const nowhere: ExportMarks = { mark: async () => {} };

let db: TestDynamoDb;
beforeAll(async () => {
  db = await startTestDynamoDb();
});
afterAll(() => db.stop());

/** A library of its own in the shared tables: its tags and its generation carry its number. */
let libraries = 0;
function aLibrary() {
  libraries += 1;
  const generation = `g${libraries}`;
  const log = eventsTable(db.client, db.tables.events);
  const project = libraryProjector({ ...db, clock: () => at('20:00'), marks: nowhere });
  return {
    generation,
    tag: (name: string) => `${generation}-${name}`,
    log,
    project: async (events: readonly LibraryEvent[]) => {
      const failures = await project({ id: generation, rules: DEFAULT_RULES, timeZone: TIME_ZONE }, events);
      expect([...failures]).toEqual([]);
    },
    served: () => servedLibrary(db, generation),
  };
}

const record = async (library: ReturnType<typeof aLibrary>, events: readonly LibraryEvent[]) => {
  for (let i = 0; i < events.length; i += 25) await library.log.insert(events.slice(i, i + 25));
};

describe('the projectors', () => {
  it('serve what the plain fold says, whatever the order, repetition and split of what is delivered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.tuple(tagHistory('x'), tagHistory('y'), tagHistory('z')),
        fc.infiniteStream(fc.integer({ min: 1, max: 12 })),
        async (seed, histories, sizes) => {
          const library = aLibrary();
          const events = histories.flatMap((history) =>
            history.map((event) => {
              const tagId = library.tag(event.data.tagId);
              return { ...event, streamId: `tag#${tagId}`, data: { ...event.data, tagId } } as LibraryEvent;
            }),
          );
          const deliveries = shuffled([...events, ...events.slice(0, events.length / 3)], seed);
          const batches = inBatches(deliveries, sizes);
          for (let i = 0; i < batches.length; i += 2) {
            const pair = batches.slice(i, i + 2);
            await record(library, pair.flat());
            await Promise.all(pair.map((batch) => library.project(batch)));
          }
          expect(await library.served()).toEqual(readLibrary(events, DEFAULT_RULES, calendar));
        },
      ),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 30) },
    );
  }, 600_000);

  it('when a scan comes at the start of 300 toggles, then the whole history turns over in several steps', async () => {
    const library = aLibrary();
    const tagId = library.tag('long');
    const toggles = Array.from({ length: 300 }, (_, i) =>
      aScan(new Date(Date.parse(at('09:00')) + i * 3_600_000).toISOString(), { tagId, scanId: `t${i}` }),
    );
    const first = [anAssignment(at('08:00'), `${tagId}-book`, 1, { tagId }), ...toggles];
    await record(library, first);
    await library.project(first);
    const late = aScan(at('08:30'), { tagId, scanId: 'late' });
    await record(library, [late]);
    await Promise.all([
      library.project([late]),
      library.project([late]),
      library.project(toggles.slice(5, 9)),
    ]);
    expect(await library.served()).toEqual(readLibrary([...first, late], DEFAULT_RULES, calendar));
  });

  it('when a book is renamed, then its row has the newest details whichever change is delivered last', async () => {
    const library = aLibrary();
    const book = library.tag('book');
    const registered = aBook(at('08:00'), book, 'Moby-Dick');
    const renames = [aRename(at('09:00'), book, 'Moby Dick', 1), aRename(at('08:30'), book, 'The Whale', 2)];
    await record(library, [registered, ...renames]);
    await library.project([renames[1]!]);
    await library.project([registered, renames[0]!]);
    const { stock } = await library.served();
    expect(stock).toEqual([
      expect.objectContaining({ bookId: book, name: 'The Whale', total: 0, status: 'out-of-stock' }),
    ]);
  });

  it('when everything is delivered again, then no row is written', async () => {
    const library = aLibrary();
    const tagId = library.tag('again');
    const events = [
      anAssignment(at('08:00'), `${tagId}-book`, 1, { tagId }),
      aScan(at('09:00'), { tagId }),
      aScan(at('10:00'), { tagId }),
    ];
    await record(library, events);
    await library.project(events);
    const before = await storedRows(db, library.generation);
    await library.project(events);
    await library.project([events[1]!]);
    expect(await storedRows(db, library.generation)).toEqual(before);
  });
});

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = lcg(seed);
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** Numerical Recipes' linear congruential generator. */
function lcg(seed: number) {
  let state = seed % 2 ** 32;
  return () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state;
  };
}

function inBatches<T>(items: readonly T[], sizes: Iterator<number>): T[][] {
  const batches: T[][] = [];
  for (let i = 0; i < items.length; ) {
    const size = sizes.next().value ?? 1;
    batches.push(items.slice(i, i + size));
    i += size;
  }
  return batches;
}
