import type { Spool } from './spool';
import type { StoredScan } from './spooled-scan';

const SCANS_A_READ = 1_000;

/** All scans that the broker has not acknowledged, in their order, so many in memory at a time: weeks without a network
 *  are more than a small machine holds. */
export function* unsentScans(spool: Pick<Spool, 'stats' | 'readAfter'>): Generator<StoredScan> {
  let scans = spool.readAfter(spool.stats().cursor, SCANS_A_READ);
  for (let last = scans.at(-1); last !== undefined; last = scans.at(-1)) {
    yield* scans;
    scans = spool.readAfter(last.seq, SCANS_A_READ);
  }
}
