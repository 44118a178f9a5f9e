import { createHash } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AnalyticsChange } from '../../../app/project/analytics-store';
import { analyticsKeys } from '../../../contract/keys';
import { parseCounterName } from '../../../projections/analytics';
import { addCounters, type Counters } from '../../../projections/counters';

/** Adds all that the changes contribute to the sums: one item a row that moves. */
export function sumAdditions(
  changes: readonly AnalyticsChange[],
  analyticsTable: string,
  generation: string,
): TransactWriteItem[] {
  const shard = shardOf(changes[0]?.tagId ?? '');
  const counters = addCounters(changes.map(({ contribution }) => contribution.added));
  return summed(counters, generation, shard).map(({ key, amounts }) =>
    addition(analyticsTable, key, amounts),
  );
}

type Key = { readonly pk: string; readonly sk: string };
type Sum = { readonly key: Key; readonly amounts: Record<string, number> };

/** The summed rows that these counters move. */
function summed(counters: Counters, generation: string, shard: number): Sum[] {
  const sums = new Map<string, Sum>();
  /** A book that has figures has running totals, though its copy is gone in the same batch. */
  const ofNewCopies = new Set<Key>();
  const add = (key: Key, figure: string, amount: number) => {
    const name = `${key.pk} ${key.sk}`;
    const sum = sums.get(name) ?? { key, amounts: {} };
    sum.amounts[figure] = (sum.amounts[figure] ?? 0) + amount;
    sums.set(name, sum);
    return sum.key;
  };
  for (const [name, amount] of Object.entries(counters)) {
    const { date, figure, bookId } = parseCounterName(name);
    if (bookId === '') {
      add(analyticsKeys.daySum(generation, date, shard), figure, amount);
      continue;
    }
    add(analyticsKeys.bookDay(generation, date, bookId), figure, amount);
    if (figure === 'total' || figure === 'onLoan') {
      add(analyticsKeys.running(generation, bookId), figure, amount);
    } else if (figure === 'copiesAdded') {
      ofNewCopies.add(add(analyticsKeys.running(generation, bookId), 'total', 0));
    }
  }
  return [...sums.values()].filter(
    ({ key, amounts }) => ofNewCopies.has(key) || Object.values(amounts).some((amount) => amount !== 0),
  );
}

function addition(TableName: string, key: Key, amounts: Record<string, number>): TransactWriteItem {
  const figures = Object.entries(amounts);
  return {
    Update: {
      TableName,
      Key: marshall(key),
      UpdateExpression: `ADD ${figures.map((_, i) => `#f${i} :f${i}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(figures.map(([figure], i) => [`#f${i}`, figure])),
      ExpressionAttributeValues: marshall(
        Object.fromEntries(figures.map(([, amount], i) => [`:f${i}`, amount])),
      ),
    },
  };
}

/** One shard a transaction: a batch of many tags then moves one of a day's own rows, not all eight. */
const shardOf = (tagId: string) =>
  (createHash('sha256').update(tagId).digest()[0] ?? 0) % analyticsKeys.dayShards;
