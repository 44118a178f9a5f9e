import type { Timing } from '../../src/chip/timing';

/** Time that stands still until it is told to pass. `clock` may be shared with a simulated chip, which takes time
 *  of its own. */
export function simulatedTime(clock: { nowUs: number } = { nowUs: 0 }) {
  const due: { atUs: number; order: number; run: () => void }[] = [];
  let order = 0;
  const timing: Timing = {
    nowMs: () => clock.nowUs / 1000,
    after: (ms, run) => {
      const entry = { atUs: clock.nowUs + ms * 1000, order: order++, run };
      due.push(entry);
      return () => {
        const at = due.indexOf(entry);
        if (at >= 0) due.splice(at, 1);
      };
    },
  };
  /** Does what is due until `ms`, each thing at its time or as soon as what came before it has ended. */
  const passTo = (ms: number) => {
    for (;;) {
      due.sort((one, other) => one.atUs - other.atUs || one.order - other.order);
      const next = due[0];
      if (!next || next.atUs > ms * 1000) break;
      due.shift();
      clock.nowUs = Math.max(clock.nowUs, next.atUs);
      next.run();
    }
    clock.nowUs = Math.max(clock.nowUs, ms * 1000);
  };
  return {
    timing,
    passTo,
    pass: (ms: number) => passTo(clock.nowUs / 1000 + ms),
    at: (ms: number, run: () => void) => timing.after(ms - clock.nowUs / 1000, run),
  };
}
