import { createHash } from 'node:crypto';
import { type DynamoDBClient, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { AnalyticsChange, AnalyticsStore, Contribution } from '../../app/project/analytics-store';
import { analyticsKeys } from '../../contract/keys';
import { parseCounterName } from '../../projections/analytics';
import { addCounters, type Counters } from '../../projections/counters';
import { queryRows } from './query-rows';
import { storedReading } from './tag-reading';
import { transact } from './transact';

type Settings = {
  readonly client: DynamoDBClient;
  readonly analyticsTable: string;
  readonly generation: string;
};

const contributionRow = z.object({
  tagId: z.string(),
  revision: z.number(),
  reading: storedReading,
  rewriting: z.boolean().default(false),
  added: z.record(z.string(), z.number()),
});

/** Analytics of one generation in DynamoDB. */
export function analyticsTable(settings: Settings): AnalyticsStore {
  const { client, analyticsTable: TableName, generation } = settings;
  const contributionsOf = (tagId: string) => ({
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: marshall({ ':pk': analyticsKeys.contribution(generation, tagId, 1).pk }),
    ConsistentRead: true,
  });
  return {
    async readLatest(tagId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          ...contributionsOf(tagId),
          ConsistentRead: false,
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      return Items[0] && contributionRow.parse(unmarshall(Items[0]));
    },

    async readContributions(tagId) {
      const contributions: Contribution[] = [];
      for await (const row of queryRows(client, contributionsOf(tagId))) {
        contributions.push(contributionRow.parse(row));
      }
      return contributions;
    },

    commit: (changes) =>
      transact(
        client,
        itemsOf(changes, settings),
        changes.map(({ tagId }) => tagId),
      ),
  };
}

function itemsOf(
  changes: readonly AnalyticsChange[],
  { analyticsTable: TableName, generation }: Settings,
): TransactWriteItem[] {
  const contributions = changes.map(({ contribution }) => ({
    Put: {
      TableName,
      Item: marshall(toContributionItem(contribution, generation), { removeUndefinedValues: true }),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }));
  const shard = shardOf(changes[0]?.tagId ?? '');
  const sums = summed(addCounters(changes.map(({ contribution }) => contribution.added)), generation, shard);
  return [...contributions, ...sums.map(({ key, amounts }) => addition(TableName, key, amounts))];
}

/** The row of one contribution. */
export const toContributionItem = ({ rewriting, ...contribution }: Contribution, generation: string) => ({
  ...analyticsKeys.contribution(generation, contribution.tagId, contribution.revision),
  ...contribution,
  ...(rewriting && { rewriting }),
});

type Key = { readonly pk: string; readonly sk: string };
type Sum = { readonly key: Key; readonly amounts: Record<string, number> };

/** The summed rows that these counters move. */
function summed(counters: Counters, generation: string, shard: number): Sum[] {
  const sums = new Map<string, Sum>();
  const add = (key: Key, figure: string, amount: number) => {
    const name = `${key.pk} ${key.sk}`;
    const sum = sums.get(name) ?? { key, amounts: {} };
    sum.amounts[figure] = (sum.amounts[figure] ?? 0) + amount;
    sums.set(name, sum);
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
    }
  }
  return [...sums.values()].filter(({ amounts }) => Object.values(amounts).some((amount) => amount !== 0));
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
