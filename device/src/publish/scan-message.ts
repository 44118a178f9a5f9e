import type { ScanTime } from '../clock/time-notes';
import type { StoredScan } from '../spool/spooled-scan';

/** What all scans of one reader share. */
export const scanTopic = (readerId: string) => `shelflog/readers/${readerId}/scans`;
export const statusTopic = (readerId: string) => `shelflog/readers/${readerId}/status`;

/** Unique for each scan of a reader, and the same each time it is sent. */
export const scanIdOf = (readerId: string, bootId: string, seq: number) =>
  `${readerId}-${bootId.slice(0, 8)}-${seq}`;

/** A scan as CONTRACT §1 has it. */
export function encodeScan(readerId: string, { seq, scan }: StoredScan, time: ScanTime): string {
  const { tagId, mode, text, bootId, cancels, terminal } = scan;
  return JSON.stringify({
    scanId: scanIdOf(readerId, bootId, seq),
    tagId,
    scannedAt: new Date(time.at).toISOString(),
    mode,
    text,
    clockSynced: time.synced,
    seq,
    bootId,
    ...(cancels !== undefined && { cancels }),
    ...(terminal !== undefined && { terminal }),
  });
}
