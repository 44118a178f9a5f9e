import type { StoredScan } from '../spool/spooled-scan';

/** A message on its way: one scan, or a batch of one boot's. */
export type OutMessage = {
  readonly scans: readonly TimedScan[];
  readonly payload: string;
  readonly packetBytes: number;
  state: 'waiting' | 'flying' | 'done';
  /** Which sending of it counts: a late answer to an earlier one says only yes. */
  attempt: number;
  /** Goes with no other beside it, because one that went together broke the connection. */
  alone: boolean;
};

/** A scan in its final words: `json` is the same each time it is sent. `clock` is wall time at the boot by the
 *  clock of the scan. */
export type TimedScan = {
  readonly stored: StoredScan;
  readonly json: string;
  readonly synced: boolean;
  readonly clock: number;
};

export const lastSeq = ({ scans }: OutMessage): number => scans.at(-1)?.stored.seq ?? 0;

export const payloadOf = (scans: readonly TimedScan[]): string =>
  scans.length === 1 && scans[0] !== undefined
    ? scans[0].json
    : `{"scans":[${scans.map(({ json }) => json).join(',')}]}`;
