import type { TimedScan } from './out-message';

const MAX_SCANS = 500;
const FRAME_BYTES = Buffer.byteLength('{"scans":[]}');
/** Times of doubtful clocks that differ by less come from one clock. */
const ONE_CLOCK_MS = 1_000;

/** How many of these scans make the next message: of one boot and one clock, so that the time between them can be
 *  told from their times; at most 500; within `maxPayloadBytes`. At least 1. */
export function batchLength(scans: readonly TimedScan[], maxPayloadBytes: number): number {
  const [first] = scans;
  if (first === undefined) return 0;
  let bytes = FRAME_BYTES;
  let length = 0;
  for (const scan of scans.slice(0, MAX_SCANS)) {
    bytes += Buffer.byteLength(scan.json) + 1;
    if (length > 0 && (bytes - 1 > maxPayloadBytes || !sameClock(first, scan))) break;
    length += 1;
  }
  return length;
}

function sameClock(one: TimedScan, other: TimedScan): boolean {
  return (
    one.stored.scan.bootId === other.stored.scan.bootId &&
    one.synced === other.synced &&
    (one.synced || Math.abs(one.clock - other.clock) < ONE_CLOCK_MS)
  );
}
