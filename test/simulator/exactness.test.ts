import fc from 'fast-check';
import {
  expectContributionsAsFolded,
  expectDaysMarked,
  expectEachScanOnce,
  expectServedAsFolded,
} from './expectations';
import { FIRST_GENERATION } from './library-world';
import { checkSeeded } from './replay';
import { anySchedule, SECOND_GENERATION, start } from './schedules';

const RUNS = Number(process.env['SIM_RUNS'] ?? 200);

describe('any set of events under any faults', () => {
  const name = 'is recorded once and served as the plain fold says, with Stock the count at every commit';
  it(
    name,
    async () => {
      const property = fc.asyncProperty(anySchedule, async (course) => {
        const { library, sent } = start(course);
        await library.comeToRest();
        expectEachScanOnce(library, sent);
        const generations = [FIRST_GENERATION, ...(course.hasSecondGeneration ? [SECOND_GENERATION] : [])];
        for (const generation of generations) {
          expectServedAsFolded(library, generation);
          expectContributionsAsFolded(library, generation);
          expectDaysMarked(library, generation);
        }
        expect(library.parkedStreams()).toEqual(course.isPoisoned ? ['tag#poison'] : []);
      });
      await checkSeeded(name, property, RUNS);
    },
    RUNS * 10_000,
  );
});
