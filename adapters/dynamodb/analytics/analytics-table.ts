import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AnalyticsStore } from '../../../app/project/analytics-store';
import { jitteredPause, type Pause } from '../../../app/project/project-tags';
import { analyticsKeys } from '../../../contract/keys';
import { partitionRows } from '../requests/query-rows';
import { commitContributions } from './contribution-commit';
import { readContributionRow } from './contribution-rows';
import { resolveContribution } from './resolve-contribution';

type Settings = {
  readonly client: DynamoDBClient;
  readonly analyticsTable: string;
  readonly generation: string;
  /** Between attempts at a row where another transaction is. */
  readonly pause?: Pause;
  readonly newToken?: () => string;
};

/** Analytics of one generation in DynamoDB. */
export function analyticsTable(settings: Settings): AnalyticsStore {
  const place = { pause: jitteredPause, newToken: () => randomUUID(), ...settings };
  const { client, analyticsTable: TableName, generation } = place;
  const partitionOf = (tagId: string) => analyticsKeys.contribution(generation, tagId, 1).pk;
  return {
    async readLatest(tagId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': partitionOf(tagId) }),
          ScanIndexForward: false,
          Limit: 1,
        }),
      );
      return Items[0] && resolveContribution(readContributionRow(unmarshall(Items[0])), place);
    },

    async readContributions(tagId) {
      const rows = [];
      for await (const row of partitionRows(client, TableName, partitionOf(tagId))) {
        rows.push(readContributionRow(row));
      }
      const latest = rows.pop();
      if (latest === undefined) return [];
      return [...rows.map(({ contribution }) => contribution), await resolveContribution(latest, place)];
    },

    commit: (changes) => commitContributions(changes, place),
  };
}
