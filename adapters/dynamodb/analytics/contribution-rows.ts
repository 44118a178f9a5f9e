import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Contribution } from '../../../app/project/analytics-store';
import { analyticsKeys } from '../../../contract/keys';
import { storedReading } from '../circulation/tag-checkpoint';

/** Where the contributions of one generation lie. */
export type ContributionPlace = {
  readonly client: DynamoDBClient;
  readonly analyticsTable: string;
  readonly generation: string;
};

export type ContributionKey = { readonly tagId: string; readonly revision: number };
/** A batch of contributions, and the primary that is written in the transaction with all of their sums. */
export type Batch = ContributionKey & { readonly batch: string };

/** A row whose key, once taken, is never free again. */
export type ContributionRow = {
  readonly contribution: Contribution;
  /** Of a primary: the batch that was committed with it. */
  readonly batch?: string;
  /** Of a secondary: it counts when the row of that primary says the same batch, and never will once
   *  another row has taken the primary's place. Without it a row counts by being there. */
  readonly with?: Batch;
};

const storedContribution = z.object({
  tagId: z.string(),
  revision: z.number(),
  reading: storedReading,
  rewriting: z.boolean().default(false),
  added: z.record(z.string(), z.number()),
  batch: z.string().exactOptional(),
  with: z.object({ tagId: z.string(), revision: z.number(), batch: z.string() }).exactOptional(),
});

export function readContributionRow(stored: unknown): ContributionRow {
  const { batch, with: partOf, ...contribution } = storedContribution.parse(stored);
  return { contribution, ...(batch !== undefined && { batch }), ...(partOf && { with: partOf }) };
}

/** What stands there, if anything. */
export async function getContributionRow(
  { tagId, revision }: ContributionKey,
  { client, analyticsTable: TableName, generation }: ContributionPlace,
  { isConsistent }: { readonly isConsistent: boolean },
): Promise<ContributionRow | undefined> {
  const Key = marshall(analyticsKeys.contribution(generation, tagId, revision));
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: isConsistent }));
  return Item && readContributionRow(unmarshall(Item));
}

/** The row of a contribution that counts by being there. */
export const toContributionItem = ({ rewriting, ...contribution }: Contribution, generation: string) => ({
  ...analyticsKeys.contribution(generation, contribution.tagId, contribution.revision),
  ...contribution,
  ...(rewriting && { rewriting }),
});
