import type { Depths, ReadModels, SeenReader, SeenReaders, Verified } from './ports';

/** The figures of the whole library, and how much waits for a person. */
export type Summary = {
  readonly held: number;
  readonly available: number;
  readonly onLoan: number;
  /** Tags scanned that are no copies, found ones among them, ignored ones not. */
  readonly unknown: number;
  /** Quarantined objects, dead letters, silent readers, and rows that differ from history. */
  readonly attention: number;
  readonly asOf: string;
};

export type SummarySources = {
  readonly readers: SeenReaders;
  readonly quarantine: Depths;
  readonly deadLetters: Depths;
  readonly verified: Verified;
};

/** A reader that was not heard for so long is silent, as in the alarms. */
const SILENT_AFTER_MS = 48 * 3_600_000;

export async function readSummary(
  { inventory, stock }: Pick<ReadModels, 'inventory' | 'stock'>,
  { readers, quarantine, deadLetters, verified }: SummarySources,
  { generation, now }: { readonly generation: string; readonly now: string },
): Promise<Summary> {
  const [{ total, onLoan }, unassigned, found, seen, drift, ...depths] = await Promise.all([
    stock.totals(),
    inventory.countSeen('unassigned'),
    inventory.countSeen('found'),
    readers.list(),
    verified.differences(generation),
    quarantine.read(),
    deadLetters.read(),
  ]);
  const waiting = depths
    .flatMap((places) => Object.values(places))
    .reduce((sum, depth) => sum + depth, drift);
  return {
    held: total,
    available: total - onLoan,
    onLoan,
    unknown: unassigned + found,
    attention: waiting + seen.filter((reader) => isSilent(reader, now)).length,
    asOf: now,
  };
}

/** It, or the broker for it, said last that it is off, or nothing was heard of it for long. */
export function isSilent({ state, lastSeenAt = '', stateReceivedAt = '' }: SeenReader, now: string): boolean {
  if (stateReceivedAt >= lastSeenAt && state === 'offline') return true;
  const heardAt = Date.parse(lastSeenAt > stateReceivedAt ? lastSeenAt : stateReceivedAt);
  return Date.parse(now) - heardAt > SILENT_AFTER_MS;
}
