import type { ExportMark, ExportMarks } from '../../app/export/export-marks';
import type { Clock } from '../../app/lib/clock';

export type MarksFixture = {
  readonly newMarks: (clock: Clock) => ExportMarks;
  /** When the mark was stored last. */
  readonly markedAt: (mark: ExportMark) => Promise<string | undefined>;
};

/** What every keeper of export marks must do. */
export function describeExportMarks(fixture: () => MarksFixture) {
  const START = Date.parse('2026-03-02T09:00:00.000Z');
  let nowMs: number;
  const clock = () => new Date(nowMs).toISOString();
  const minutes = (n: number) => {
    nowMs = START + n * 60_000;
  };

  it('stores each mark with its time before it answers, however often it is given', async () => {
    minutes(0);
    const marks = fixture().newMarks(clock);
    await marks.mark(['day#2026-03-01', 'all', 'day#2026-03-01']);
    expect(await fixture().markedAt('day#2026-03-01')).toBe(clock());
    expect(await fixture().markedAt('all')).toBe(clock());
    await marks.mark([]);
  });

  it('stores a mark anew once it is five minutes old, and not before', async () => {
    minutes(0);
    const marks = fixture().newMarks(clock);
    await marks.mark(['loans#2026-03-01']);
    const first = clock();
    minutes(4.99);
    await marks.mark(['loans#2026-03-01']);
    expect(await fixture().markedAt('loans#2026-03-01')).toBe(first);
    minutes(5);
    await marks.mark(['loans#2026-03-01']);
    expect(await fixture().markedAt('loans#2026-03-01')).toBe(clock());
  });
}
