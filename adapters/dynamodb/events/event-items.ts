import { type DynamoDBClient, paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { EventItems } from '../../../app/audit/compare-table';

/** All items of the Events table, by consistent scans. */
export function eventItems(client: DynamoDBClient, tableName: string): EventItems {
  async function* scan(input: Partial<ScanCommandInput>) {
    const pages = paginateScan({ client }, { TableName: tableName, ConsistentRead: true, ...input });
    for await (const { Items = [] } of pages) yield* Items.map((item) => unmarshall(item));
  }
  return {
    all: () => scan({}),
    recordedOn: (day) =>
      scan({
        FilterExpression: 'begins_with(recordedAt, :day)',
        ExpressionAttributeValues: marshall({ ':day': day }),
      }),
  };
}
