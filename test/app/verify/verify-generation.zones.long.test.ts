import { controlKeys } from '../../../contract/keys';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { anAssignment, aScan, at } from '../../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';
import { OTHER_VANCOUVER } from '../lib/vancouver';

/** On the 26th by the one release of the time-zone data, on the 27th by the other. */
const EVENING = '2026-11-27T07:30:00.000Z';
const G1 = { id: 'g1', rules: DEFAULT_RULES, timeZone: 'America/Vancouver' };

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture({ timeZone: 'America/Vancouver' });
});
afterEach(() => fixture.close());

const serve = (generation: object) =>
  fixture.put('control', { ...controlKeys.generations, serving: generation, alsoWritten: [] });

describe('a library in Vancouver whose read models another Node has written', () => {
  beforeEach(async () => {
    await serve({ ...G1, zoneRules: OTHER_VANCOUVER });
    await fixture.scan([
      anAssignment(at('08:00', '2026-11-20'), 'b', 1, { tagId: 't' }),
      aScan(EVENING, { tagId: 't' }),
    ]);
  });

  it('is verified by the rules that they were written by: nothing is drift', async () => {
    expect(await fixture.verify()).toMatchObject({ differences: 0, drift: [], events: 2 });
  });

  it('differs from what this Node reads by its own rules', async () => {
    await serve(G1);
    const { drift } = await fixture.verify();
    expect(drift.map(({ row }) => row)).toEqual(
      expect.arrayContaining(['2026-11-26 all books', '2026-11-27 all books']),
    );
  });

  it('is read by the rules of this Node after a rebuild, unless those are given', async () => {
    const kept = await fixture.rebuild({ zoneRules: OTHER_VANCOUVER });
    expect(kept.generation.zoneRules).toEqual(OTHER_VANCOUVER);
    expect(await fixture.verify()).toMatchObject({ differences: 0 });
    const { generation } = await fixture.rebuild();
    expect(generation.zoneRules).toMatchObject({ release: process.versions['tz'] });
    expect((await fixture.generations.read()).serving).toEqual(generation);
    expect(await fixture.verify()).toMatchObject({ differences: 0 });
  });
});
