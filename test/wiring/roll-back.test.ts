import { exportMarkList } from '../../adapters/dynamodb/control/export-mark-list';
import { rollBackReadModels } from '../../wiring/roll-back';
import { anAssignment, at } from '../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../support/history-fixture';

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
  await fixture.scan([anAssignment(at('08:00'), 'b', 1, { tagId: 't' })]);
});
afterEach(() => fixture.close());

let waits: number[];
beforeEach(() => {
  waits = [];
});
const rollBack = () =>
  rollBackReadModels(fixture.location, {
    onWait: () => {},
    pause: async (ms) => void waits.push(ms),
    signal: new AbortController().signal,
  });

const marks = async () => {
  const { client, tables } = fixture.location;
  return (await exportMarkList(client, tables.control).list()).map(({ mark }) => mark);
};

describe('rolling back', () => {
  it('serves the generation that was served before, and again the later one', async () => {
    const { generation, replaced } = await fixture.rebuild();
    expect(await rollBack()).toMatchObject({ id: replaced });
    expect((await fixture.generations.read()).serving.id).toBe(replaced);
    expect(await rollBack()).toEqual(generation);
    expect((await fixture.generations.read()).serving).toEqual(generation);
  });

  it('waits until no projector runs that began before the switch', async () => {
    await fixture.rebuild();
    await rollBack();
    expect(waits).toEqual([expect.any(Number)]);
    expect(waits[0]).toBeGreaterThan(100_000);
    expect(waits[0]).toBeLessThanOrEqual(120_000);
  });

  it('has every day exported again', async () => {
    await fixture.rebuild();
    const list = exportMarkList(fixture.db.client, fixture.db.tables.control);
    for (const mark of await list.list()) await list.clear(mark);
    await rollBack();
    expect(await marks()).toEqual(['all']);
  });

  it('without an earlier generation, changes nothing', async () => {
    expect(await rollBack()).toBeUndefined();
    expect((await fixture.generations.read()).serving.id).toBe('g1');
    expect(await marks()).toEqual([]);
  });
});
