import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mapLimited } from '../../../app/lib/map-limited';
import type { AnalyticsChange } from '../../../app/project/analytics-store';
import { type CommitResult, MAX_ATTEMPTS } from '../../../app/project/project-tags';
import { transact } from '../requests/transact';
import { type Batch, toContributionItem } from './contribution-rows';
import { type PutPlace, putWhereNoneIs } from './put-contribution';
import { sumAdditions } from './summed-rows';

export type CommitPlace = PutPlace & {
  /** Never the same again, nor to be guessed. */
  readonly newToken: () => string;
};

const CONCURRENT_PUTS = 32;

/** Adds the contributions and moves their sums, at one write unit for each contribution but the first. That one,
 *  the primary, is written in one transaction with the sums of all that were put by themselves before; by its
 *  being there all of them begin to count. When this breaks off before, none of them ever does. */
export async function commitContributions(
  changes: readonly AnalyticsChange[],
  place: CommitPlace,
): Promise<CommitResult> {
  const [primary, ...secondaries] = changes;
  if (primary === undefined) return 'committed';
  if (secondaries.length === 0) {
    return transact(place.client, transactionOf(primary, {}, [], place), [primary.tagId]);
  }
  const { tagId, revision } = primary.contribution;
  const batch = { tagId, revision, batch: place.newToken() };
  const { put, lost } = await putSecondaries(secondaries, batch, place);
  const items = transactionOf(primary, { batch: batch.batch }, put, place);
  const result = await transactUntilFree(items, tagId, place);
  if (result === 'conflict') return result;
  if (result !== 'committed') return { lost: new Set(changes.map((change) => change.tagId)) };
  return lost.size === 0 ? 'committed' : { lost, othersCommitted: true };
}

async function putSecondaries(changes: readonly AnalyticsChange[], batch: Batch, place: CommitPlace) {
  const areOurs = await mapLimited(changes, CONCURRENT_PUTS, async ({ contribution }) => {
    const row = { ...toContributionItem(contribution, place.generation), with: batch };
    const standing = await putWhereNoneIs(row, place);
    return standing === undefined || standing.with?.batch === batch.batch;
  });
  return {
    put: changes.filter((_, i) => areOurs[i]),
    lost: new Set(changes.filter((_, i) => !areOurs[i]).map(({ tagId }) => tagId)),
  };
}

/** The same items each time: they are to be those whose rows name the batch, and no others. */
async function transactUntilFree(
  items: readonly TransactWriteItem[],
  tagId: string,
  { client, pause }: CommitPlace,
): Promise<CommitResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await transact(client, items, [tagId]);
    if (result !== 'conflict' || attempt >= MAX_ATTEMPTS) return result;
    await pause(attempt);
  }
}

function transactionOf(
  primary: AnalyticsChange,
  ofBatch: { readonly batch?: string },
  secondaries: readonly AnalyticsChange[],
  { analyticsTable, generation }: CommitPlace,
): TransactWriteItem[] {
  const row = { ...toContributionItem(primary.contribution, generation), ...ofBatch };
  return [
    {
      Put: {
        TableName: analyticsTable,
        Item: marshall(row, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    ...sumAdditions([primary, ...secondaries], analyticsTable, generation),
  ];
}
