import { z } from 'zod';
import { analyticsKeys } from '../../../contract/keys';

type Stored = Readonly<Record<string, unknown>>;
type Key = ReturnType<typeof analyticsKeys.contribution>;

const secondary = z.object({
  with: z.object({ tagId: z.string(), revision: z.number(), batch: z.string() }),
});

/** Rows of a tag's contributions, by revision, without the last where its batch is not committed, or not yet.
 *  `readRow` reads consistently. For those who only read: nothing is written. */
export async function countingRows(
  rows: readonly Stored[],
  generation: string,
  readRow: (key: Key) => Promise<Stored | undefined>,
): Promise<readonly Stored[]> {
  const last = secondary.safeParse(rows.at(-1));
  if (!last.success) return rows;
  const { tagId, revision, batch } = last.data.with;
  const primary = await readRow(analyticsKeys.contribution(generation, tagId, revision));
  return primary?.['batch'] === batch ? rows : rows.slice(0, -1);
}
