import { exportMarkList } from '../../../../adapters/dynamodb/control/export-mark-list';
import { exportMarks } from '../../../../adapters/dynamodb/control/export-marks';
import { exportState } from '../../../../adapters/dynamodb/control/export-state';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';

const NOON = Date.parse('2026-03-02T12:00:00.000Z');
const noonPlus = (ms: number) => new Date(NOON + ms).toISOString();
const MINUTE = 60_000;

describe('export marks in DynamoDB', () => {
  let db: TestDynamoDb;
  let now: string;
  beforeAll(async () => {
    db = await startTestDynamoDb();
  });
  afterAll(() => db.stop());
  beforeEach(async () => {
    now = noonPlus(0);
    const list = exportMarkList(db.client, db.tables.control);
    for (const mark of await list.list()) await list.clear(mark);
  });
  const projector = () => exportMarks(db.client, db.tables.control, () => now);
  const exporter = () => exportMarkList(db.client, db.tables.control);

  it('are read as they were made, each once', async () => {
    await projector().mark(['loans#2026-03-01', 'all', 'day#2026-03-02', 'day#2026-03-02']);
    await projector().mark(['day#2026-03-02']);
    expect(await exporter().list()).toEqual([
      { mark: 'all', markedAt: noonPlus(0) },
      { mark: 'day#2026-03-02', markedAt: noonPlus(0) },
      { mark: 'loans#2026-03-01', markedAt: noonPlus(0) },
    ]);
  });

  it('are not made again by the same projector within five minutes, and are after that', async () => {
    const marks = projector();
    await marks.mark(['all']);
    now = noonPlus(5 * MINUTE - 1);
    await marks.mark(['all']);
    expect(await exporter().list()).toEqual([{ mark: 'all', markedAt: noonPlus(0) }]);
    now = noonPlus(5 * MINUTE);
    await marks.mark(['all']);
    expect(await exporter().list()).toEqual([{ mark: 'all', markedAt: noonPlus(5 * MINUTE) }]);
  });

  it('are made again when the clock was set back', async () => {
    const marks = projector();
    await marks.mark(['all']);
    now = noonPlus(-60 * MINUTE);
    await marks.mark(['all']);
    expect(await exporter().list()).toEqual([{ mark: 'all', markedAt: noonPlus(-60 * MINUTE) }]);
  });

  it('are not remembered when they could not be stored', async () => {
    const gone = exportMarks(db.client, 'no-such-table', () => now);
    await expect(gone.mark(['all'])).rejects.toThrow();
    await expect(gone.mark(['all'])).rejects.toThrow();
  });

  it('stay when they were made again after they were read', async () => {
    await projector().mark(['all', 'day#2026-03-02']);
    const read = await exporter().list();
    now = noonPlus(1);
    await projector().mark(['all']);
    for (const mark of read) await exporter().clear(mark);
    expect(await exporter().list()).toEqual([{ mark: 'all', markedAt: noonPlus(1) }]);
  });

  it('are read however many there are', async () => {
    const days = Array.from({ length: 400 }, (_, day) => new Date(NOON - day * 24 * 60 * MINUTE));
    await projector().mark(days.map((day) => `day#${day.toISOString().slice(0, 10)}` as const));
    expect(await exporter().list()).toHaveLength(400);
  });

  it('stand beside the state, which is kept whole', async () => {
    const state = exportState(db.client, db.tables.control);
    expect(await state.read()).toBeUndefined();
    const stored = { firstDay: '2026-01-01', lastDay: '2026-03-02', newestDay: '2026-03-03' };
    await state.write(stored);
    expect(await state.read()).toEqual(stored);
  });
});
