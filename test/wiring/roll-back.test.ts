import { exportMarkList } from '../../adapters/dynamodb/control/export-mark-list';
import { rollBack } from '../../wiring/roll-back';
import { anAssignment, at } from '../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../support/history-fixture';

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
  await fixture.scan([anAssignment(at('08:00'), 'b', 1, { tagId: 't' })]);
});
afterEach(() => fixture.close());

const marks = async () => {
  const { client, tables } = fixture.location;
  return (await exportMarkList(client, tables.control).list()).map(({ mark }) => mark);
};

describe('rolling back', () => {
  it('serves the generation that was served before, and again the later one', async () => {
    const { generation, replaced } = await fixture.rebuild();
    expect(await rollBack(fixture.location)).toMatchObject({ id: replaced });
    expect((await fixture.generations.read()).serving.id).toBe(replaced);
    expect(await rollBack(fixture.location)).toEqual(generation);
    expect((await fixture.generations.read()).serving).toEqual(generation);
  });

  it('has every day exported again', async () => {
    await fixture.rebuild();
    const list = exportMarkList(fixture.db.client, fixture.db.tables.control);
    for (const mark of await list.list()) await list.clear(mark);
    await rollBack(fixture.location);
    expect(await marks()).toEqual(['all']);
  });

  it('without an earlier generation, changes nothing', async () => {
    expect(await rollBack(fixture.location)).toBeUndefined();
    expect((await fixture.generations.read()).serving.id).toBe('g1');
    expect(await marks()).toEqual([]);
  });
});
