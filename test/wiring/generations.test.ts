import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../../adapters/system-clock';
import { zoneRulesHere } from '../../app/lib/zone-rules';
import { controlKeys } from '../../contract/keys';
import { currentRules } from '../../domain/tag/rules';
import { everyGeneration, generationStore, servedGeneration } from '../../wiring/generations';
import { libraryProjector } from '../../wiring/library-projector';
import { servedLibrary } from '../app/project/served-library';
import { anAssignment, aScan, at } from '../domain/builders';
import { aHistoryStand, type HistoryStand } from '../support/history-stand';

const LENT = { total: 1, onLoan: 1 };
const HISTORY = [anAssignment(at('08:00'), 'b', 1, { tagId: 't' }), aScan(at('09:00'), { tagId: 't' })];

let stand: HistoryStand;
beforeEach(async () => {
  stand = await aHistoryStand();
}, 60_000);
afterEach(() => stand.close());

describe('the generation that is served', () => {
  const zoneRules = zoneRulesHere('Europe/Berlin', systemClock());
  const first = { id: 'g1', rules: currentRules(10_000), timeZone: 'Europe/Berlin', zoneRules };

  it('is the first, by the rules and in the zone of the settings, and reading it writes nothing', async () => {
    expect(await servedGeneration(stand.location)).toEqual(first);
    const { Items } = await stand.db.client.send(
      new ScanCommand({ TableName: stand.db.tables.control, ConsistentRead: true }),
    );
    expect(Items).toEqual([]);
  });

  it('keeps its rules when the settings change later', async () => {
    await generationStore(stand.location).read();
    const changed = { ...stand.location, repeatWindowMs: 60_000, timeZone: 'UTC' };
    expect(await servedGeneration(changed)).toEqual(first);
  });

  it('is read as it was stored before zone rules were kept', async () => {
    const { zoneRules: _, ...before } = first;
    await stand.put('control', { ...controlKeys.generations, serving: before, alsoWritten: [] });
    expect(await servedGeneration(stand.location)).toEqual(before);
  });
});

describe('events projected into every generation', () => {
  const projecting = (tables: Partial<HistoryStand['location']['tables']> = {}) => {
    const library = { ...stand.location, tables: { ...stand.location.tables, ...tables } };
    return everyGeneration(stand.location, libraryProjector(library));
  };

  it('are in the one that is served and in those that are written beside it', async () => {
    await stand.scan(HISTORY.slice(0, 1));
    const { generation, replaced } = await stand.rebuild();
    await stand.record(HISTORY.slice(1));
    expect([...(await projecting()(HISTORY.slice(1)))]).toEqual([]);
    const [served, before] = [
      await servedLibrary(stand.db, generation.id),
      await servedLibrary(stand.db, replaced),
    ];
    expect(served.stock).toEqual([expect.objectContaining(LENT)]);
    expect(before).toEqual(served);
  });

  it('given a read model that cannot be written, then its streams are answered and the others are done', async () => {
    await stand.record(HISTORY);
    const failures = await projecting({ analytics: 'no-such-table' })(HISTORY);
    expect([...failures.keys()]).toEqual(['tag#t']);
    expect(failures.get('tag#t')).toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await servedLibrary(stand.db, 'g1')).stock).toEqual([expect.objectContaining(LENT)]);
  });
});
