import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../adapters/system-clock';
import { zoneRulesHere } from '../../app/lib/zone-rules';
import { controlKeys } from '../../contract/keys';
import { currentRules } from '../../domain/tag/rules';
import { circulationProjector } from '../../wiring/circulation-projector';
import { everyGeneration, generationStore, servedGeneration } from '../../wiring/generations';
import { libraryProjector } from '../../wiring/library-projector';
import { servedLibrary } from '../app/project/served-library';
import { aBook, anAssignment, aRename, aScan, at } from '../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../support/history-fixture';

const LENT = { total: 1, onLoan: 1 };
const HISTORY = [anAssignment(at('08:00'), 'b', 1, { tagId: 't' }), aScan(at('09:00'), { tagId: 't' })];

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
});
afterEach(() => fixture.close());

describe('the generation that is served', () => {
  const zoneRules = zoneRulesHere('Europe/Berlin', systemClock());
  const first = {
    id: 'g1',
    rules: currentRules(10_000),
    timeZone: 'Europe/Berlin',
    zoneRules,
    listsDays: true,
  };

  it('is the first, by the rules and in the zone of the settings, and reading it writes nothing', async () => {
    expect(await servedGeneration(fixture.location)).toEqual(first);
    const { Items } = await fixture.db.client.send(
      new ScanCommand({ TableName: fixture.db.tables.control, ConsistentRead: true }),
    );
    expect(Items).toEqual([]);
  });

  it('keeps its rules when the settings change later', async () => {
    await generationStore(fixture.location).read();
    const changed = { ...fixture.location, repeatWindowMs: 60_000, timeZone: 'UTC' };
    expect(await servedGeneration(changed)).toEqual(first);
  });

  it('is read as it was stored before zone rules were kept and days listed', async () => {
    const { zoneRules: _, listsDays: _listed, ...before } = first;
    await fixture.put('control', { ...controlKeys.generations, serving: before, alsoWritten: [] });
    expect(await servedGeneration(fixture.location)).toEqual(before);
  });
});

describe('events projected into every generation', () => {
  const projecting = (tables: Partial<HistoryFixture['location']['tables']> = {}) => {
    const library = { ...fixture.location, tables: { ...fixture.location.tables, ...tables } };
    return everyGeneration(fixture.location, libraryProjector(library));
  };

  it('are in the one that is served and in those that are written beside it', async () => {
    await fixture.scan(HISTORY.slice(0, 1));
    const { generation, replaced } = await fixture.rebuild();
    await fixture.record(HISTORY.slice(1));
    expect([...(await projecting()(HISTORY.slice(1)))]).toEqual([]);
    const [served, before] = [
      await servedLibrary(fixture.db, generation.id),
      await servedLibrary(fixture.db, replaced),
    ];
    expect(served.stock).toEqual([expect.objectContaining(LENT)]);
    expect(before).toEqual(served);
  });

  it('make a book the same in each, though it changes while the batch is projected', async () => {
    const book = aBook(at('08:00'), 'b', 'As it was');
    await fixture.record([book]);
    const project = circulationProjector(fixture.location);
    const { serving } = await fixture.generations.read();
    const generations = ['g1', 'g2'].map((id) => ({ ...serving, id }));
    const renamed = aRename(at('09:00'), 'b', 'As it is');
    const batch = [book];
    for (const generation of generations) {
      await project(generation, batch);
      await fixture.record([renamed]);
    }
    const nameIn = async (id: string) => (await servedLibrary(fixture.db, id)).stock[0]?.name;
    expect([await nameIn('g1'), await nameIn('g2')]).toEqual(['As it was', 'As it was']);
    for (const generation of generations) await project(generation, [renamed]);
    expect([await nameIn('g1'), await nameIn('g2')]).toEqual(['As it is', 'As it is']);
  });

  it('given a read model that cannot be written, then its streams are answered and the others are done', async () => {
    await fixture.record(HISTORY);
    const failures = await projecting({ analytics: 'no-such-table' })(HISTORY);
    expect([...failures.keys()]).toEqual(['tag#t']);
    expect(failures.get('tag#t')).toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await servedLibrary(fixture.db, 'g1')).stock).toEqual([expect.objectContaining(LENT)]);
  });
});
