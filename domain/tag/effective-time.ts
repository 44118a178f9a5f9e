/** A reader's clock may run ahead of ours by this much and still be believed. */
const MAX_AHEAD_MS = 5 * 60_000;
/** A scan may come this late and still be believed. */
const MAX_LATE_MS = 400 * 24 * 3_600_000;

export type ClockReading = {
  readonly scannedAt: string;
  readonly clockSynced?: boolean | undefined;
  /** The latest scannedAt of the message that brought the scan. */
  readonly lastScannedAt: string;
};

/** When a scan counts. A clock that cannot be right, or says so, is used only for the time that passed on
 *  it between the scan and the last one of its message. Where even that spans more than a believable
 *  delay (the clock was set in between), the scan counts as of its recording. */
export function effectiveTime(
  { scannedAt, clockSynced, lastScannedAt }: ClockReading,
  recordedAt: string,
): { readonly effectiveAt: string; readonly clockSuspect: boolean } {
  const recorded = Date.parse(recordedAt);
  const lateness = recorded - Date.parse(scannedAt);
  if (clockSynced !== false && lateness >= -MAX_AHEAD_MS && lateness <= MAX_LATE_MS) {
    return { effectiveAt: scannedAt, clockSuspect: false };
  }
  const sinceThen = Math.max(0, Date.parse(lastScannedAt) - Date.parse(scannedAt));
  const believable = sinceThen <= MAX_LATE_MS ? sinceThen : 0;
  return { effectiveAt: new Date(recorded - believable).toISOString(), clockSuspect: true };
}
