import { setTimeout as delay } from 'node:timers/promises';
import { sendWithinLimits, TooMuchHistory, withinLimits } from '../../../app/lib/question-limits';

const LONG = { timeMs: 60_000, rows: 1_000 };
const rows = (n: number) =>
  sendWithinLimits(
    async () => n,
    (answer) => answer,
  );

describe('a question within limits', () => {
  it('is answered', async () => {
    expect(await withinLimits(LONG, () => rows(1_000))).toBe(1_000);
  });

  it('ends with its first row too many, over all of its requests', async () => {
    const sent: number[] = [];
    const work = async () => {
      for (const n of [400, 600, 1, 7]) sent.push(await rows(n));
    };
    await expect(withinLimits(LONG, work)).rejects.toThrow('It needs more than 1000 rows.');
    expect(sent).toEqual([400, 600]);
  });

  it('ends when its time is over, whatever it waits for, and sends nothing afterwards', async () => {
    let sent = 0;
    let ended: unknown;
    const work = async () => {
      await delay(40);
      await sendWithinLimits(
        async () => (sent += 1),
        () => 0,
      ).catch((fault) => {
        ended = fault;
      });
    };
    await expect(withinLimits({ ...LONG, timeMs: 10 }, work)).rejects.toThrow(TooMuchHistory);
    await delay(80);
    expect([sent, ended]).toEqual([0, expect.any(TooMuchHistory)]);
  });

  it('does not end with another one', async () => {
    const slow = withinLimits({ ...LONG, rows: 5 }, () => rows(6)).catch((fault: unknown) => fault);
    expect(await withinLimits(LONG, () => rows(6))).toBe(6);
    expect(await slow).toEqual(expect.any(TooMuchHistory));
  });

  it('leaves no timer behind, and what is no question has no limit', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = timers();
    await withinLimits(LONG, async () => undefined);
    expect(timers()).toBe(before);
    expect(await rows(1_000_000)).toBe(1_000_000);
  });
});
