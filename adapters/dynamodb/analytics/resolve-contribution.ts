import type { Contribution } from '../../../app/project/analytics-store';
import { EMPTY_CHECKPOINT } from '../../../domain/tag/history';
import {
  type Batch,
  type ContributionKey,
  type ContributionRow,
  getContributionRow,
  toContributionItem,
} from './contribution-rows';
import { type PutPlace, putInsteadOf, putWhereNoneIs } from './put-contribution';

/** What a tag's latest row says, once it is certain whether it counts. A batch that is not committed is put an
 *  end to, be it abandoned or only slow: then its row is made an empty contribution, which counts and says what
 *  the row before it did. Whoever had planned the batch loses all of it, and plans again.
 *  Errors: throws where a row stays busy. */
export async function resolveContribution(row: ContributionRow, place: PutPlace): Promise<Contribution> {
  if (row.with === undefined || (await isCommitted(row.with, place))) return row.contribution;
  const empty = await emptyAt(row.contribution, place);
  // Another may have done it before; it has put the very same.
  await putInsteadOf(row.with.batch, toContributionItem(empty, place.generation), place);
  return empty;
}

/** Whatever is found in the primary's place, however old the reading: it stays there. */
async function isCommitted(batch: Batch, place: PutPlace): Promise<boolean> {
  const standing =
    (await getContributionRow(batch, place, { isConsistent: false })) ??
    (await getContributionRow(batch, place, { isConsistent: true })) ??
    (await takePlaceOf(batch, place));
  return standing?.batch === batch.batch;
}

/** Makes the batch's transaction fail, whenever it comes. Answers what was there before that. */
async function takePlaceOf(primary: ContributionKey, place: PutPlace): Promise<ContributionRow | undefined> {
  return putWhereNoneIs(toContributionItem(await emptyAt(primary, place), place.generation), place);
}

/** A contribution of nothing after which the tag is read on from where it was. The row before it counts: the
 *  next number is planned on no other. */
async function emptyAt({ tagId, revision }: ContributionKey, place: PutPlace): Promise<Contribution> {
  const before = await getContributionRow({ tagId, revision: revision - 1 }, place, { isConsistent: true });
  const { reading, rewriting } = before?.contribution ?? { reading: EMPTY_CHECKPOINT, rewriting: true };
  return { tagId, revision, reading, rewriting, added: {} };
}
