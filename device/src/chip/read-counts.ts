import { hexOf } from '../tags/tag-id';
import type { ChipHealth, ReadErrors } from '../tags/tag-source';
import { chipName } from './chip-check';
import type { LookFailure } from './look-at-antenna';

const KIND: Readonly<Record<LookFailure, keyof ReadErrors>> = {
  collision: 'collision',
  garbled: 'garbled',
  locked: 'locked',
  failed: 'unreadable',
  'no-chip': 'chip',
};

/** What is counted of a chip since start, for its health. */
export type ReadCounts = ReturnType<typeof readCounts>;

export function readCounts() {
  const errors = { collision: 0, garbled: 0, locked: 0, unreadable: 0, chip: 0 };
  let version: number | null = null;
  let faults = 0;
  let reads = 0;
  let lastPollAtMs: number | null = null;
  let lastReadAtMs: number | null = null;
  return {
    version: (value: number): void => {
      version = value;
    },
    fault: (): void => {
      faults += 1;
    },
    failures: (kinds: readonly LookFailure[]): void => {
      for (const kind of kinds) errors[KIND[kind]] += 1;
    },
    read: (atMs: number): void => {
      reads += 1;
      lastReadAtMs = atMs;
    },
    polled: (atMs: number): void => {
      lastPollAtMs = atMs;
    },
    health: (ok: boolean): ChipHealth => ({
      kind: version === null ? 'none' : chipName(version),
      version: version === null ? null : hexOf([version]),
      ok,
      faults,
      reads,
      readErrors: { ...errors },
      lastPollAtMs,
      lastReadAtMs,
    }),
  };
}
