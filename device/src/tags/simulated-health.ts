import type { ChipHealth } from './tag-source';

/** The health of a chip that there is none of: well, and as busy as it is said. */
export const simulatedHealth = (
  seen: Pick<ChipHealth, 'reads' | 'lastPollAtMs' | 'lastReadAtMs'>,
): ChipHealth => ({
  kind: 'simulated',
  version: null,
  ok: true,
  faults: 0,
  readErrors: { collision: 0, garbled: 0, locked: 0, unreadable: 0, chip: 0 },
  ...seen,
});
