/** Whatever is older than this, and the lag, has been inserted and projected. */
const SETTLED_AFTER_MS = 120_000;
/** What is missing for longer is not late but missing. */
const LONGEST_LAG_MS = 3_600_000;

/** The lag that counts: none where it is longer than any load explains. */
export async function countedLag(lagMs: () => Promise<number>): Promise<number> {
  const lag = await lagMs();
  return lag > LONGEST_LAG_MS ? 0 : lag;
}

/** The instant up to which everything recorded is projected, with projections so far behind, unless it never
 *  will be. */
export const projectedUpTo = (now: string, lagMs: number): string =>
  new Date(Date.parse(now) - SETTLED_AFTER_MS - lagMs).toISOString();
