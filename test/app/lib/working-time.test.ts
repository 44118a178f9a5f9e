import { leavesTimeFor, OutOfTime, waitInTime, withinTime } from '../../../app/lib/working-time';

describe('work that has a time', () => {
  it('waits while a wait ends in it', async () => {
    const waited = await withinTime(60_000, async () => {
      const start = performance.now();
      await waitInTime(30);
      return performance.now() - start;
    });
    expect(waited).toBeGreaterThan(25);
  });

  it('does not begin a wait that would end after it', async () => {
    await expect(withinTime(500, () => waitInTime(3_600_000))).rejects.toThrow(OutOfTime);
  });

  it('has the shorter of two times', async () => {
    const inner = (outerMs: number, ms: number) =>
      withinTime(outerMs, () => withinTime(ms, async () => leavesTimeFor(1_000)));
    expect(await inner(500, 60_000)).toBe(false);
    expect(await inner(60_000, 500)).toBe(false);
    expect(await inner(60_000, 60_000)).toBe(true);
  });

  it('has all the time where none is set, also after other work', async () => {
    await withinTime(1, async () => {});
    expect(leavesTimeFor(3_600_000)).toBe(true);
  });
});
