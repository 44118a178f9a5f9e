import { exportMarkList } from '../../adapters/dynamodb/control/export-mark-list';
import { rollBack } from '../../wiring/roll-back';
import { anAssignment, at } from '../domain/builders';
import { aHistoryStand, type HistoryStand } from '../support/history-stand';

let stand: HistoryStand;
beforeEach(async () => {
  stand = await aHistoryStand();
  await stand.scan([anAssignment(at('08:00'), 'b', 1, { tagId: 't' })]);
}, 60_000);
afterEach(() => stand.close());

const marks = async () => {
  const { client, tables } = stand.location;
  return (await exportMarkList(client, tables.control).list()).map(({ mark }) => mark);
};

describe('rolling back', () => {
  it('serves the generation that was served before, and again the later one', async () => {
    const { generation, replaced } = await stand.rebuild();
    expect(await rollBack(stand.location)).toMatchObject({ id: replaced });
    expect((await stand.generations.read()).serving.id).toBe(replaced);
    expect(await rollBack(stand.location)).toEqual(generation);
    expect((await stand.generations.read()).serving).toEqual(generation);
  });

  it('has every day exported again', async () => {
    await stand.rebuild();
    const list = exportMarkList(stand.db.client, stand.db.tables.control);
    for (const mark of await list.list()) await list.clear(mark);
    await rollBack(stand.location);
    expect(await marks()).toEqual(['all']);
  });

  it('without an earlier generation, changes nothing', async () => {
    expect(await rollBack(stand.location)).toBeUndefined();
    expect((await stand.generations.read()).serving.id).toBe('g1');
    expect(await marks()).toEqual([]);
  });
});
