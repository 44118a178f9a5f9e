import type { ReaderStatus } from '../publish/reader-status';
import type { ChipHealth } from '../tags/tag-source';
import { machineFacts } from './machine-facts';
import type { ScanPath } from './scan-path';

export type HealthParts = {
  readonly path: ScanPath;
  readonly spoolDir: string;
  readonly version: string;
  readonly chip: () => ChipHealth;
  readonly repeats: () => number;
  readonly lastReadAtMs: () => number | undefined;
  readonly certificateEndsAtMs: number | undefined;
  readonly update: () => object | undefined;
};

/** All that the reader knows of itself, now. */
export function readerStatus(state: ReaderStatus['state'], parts: HealthParts): ReaderStatus {
  const { spool, notes, link, clock, troubles } = parts.path;
  const { depth, level, damaged } = spool.stats();
  const { kind, version, faults, reads, readErrors } = parts.chip();
  const { at, synced } = clock.stamp();
  const oldest = spool.oldest();
  const lastReadAtMs = parts.lastReadAtMs();
  const update = parts.update();
  return {
    state,
    at: instant(at),
    version: parts.version,
    spoolDepth: depth,
    spoolLevel: level,
    spoolDamagedLines: damaged.lines,
    ...(oldest && { oldestUnsentAt: instant(notes.timeOf(oldest.seq, oldest.scan).at) }),
    ...(lastReadAtMs !== undefined && { lastReadAt: instant(lastReadAtMs) }),
    reads,
    repeats: parts.repeats(),
    readErrors,
    chip: { kind, version, faults },
    clockSynced: synced,
    uptimeS: Math.floor(process.uptime()),
    ...machineFacts(parts.spoolDir),
    ...(parts.certificateEndsAtMs !== undefined && { certificateEndsAt: instant(parts.certificateEndsAtMs) }),
    parked: link.parked(),
    sentAgain: link.sentAgain(),
    trouble: troubles.codes(),
    ...(update && { update }),
  };
}

/** What is told at once when it changes, cheap to ask; all else waits for its minute. */
export function tellingPart({ path, chip }: HealthParts): string {
  const { spool, clock, link, troubles } = path;
  return JSON.stringify([
    spool.stats().level,
    clock.stamp().synced,
    chip().kind,
    link.parked(),
    troubles.codes(),
  ]);
}

const instant = (ms: number) => new Date(ms).toISOString();
