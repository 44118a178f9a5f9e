import type { VerifyPorts } from './verify-ports';

const FIRST_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 2_000;

/** Judges again and again, with pauses that grow, what still differs and may be in motion. The judge answers
 *  what stands for sure and what is to be judged again; when patience ends, the last is taken for sure. */
export async function inRounds<Item, Verdict>(
  items: readonly Item[],
  judge: (
    open: readonly Item[],
    last: boolean,
  ) => Promise<{ readonly sure: readonly Verdict[]; readonly open: readonly Item[] }>,
  { clock, pause, patienceMs, signal }: Pick<VerifyPorts, 'clock' | 'pause' | 'patienceMs' | 'signal'>,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const began = Date.parse(clock());
  let open = items;
  for (let round = 0; open.length > 0; round += 1) {
    signal.throwIfAborted();
    const last = Date.parse(clock()) - began >= patienceMs;
    const judged = await judge(open, last);
    verdicts.push(...judged.sure);
    if (last) return verdicts;
    open = judged.open;
    if (open.length > 0) {
      const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 1.5 ** round);
      await pause(most * (0.5 + Math.random() / 2), signal);
    }
  }
  return verdicts;
}
