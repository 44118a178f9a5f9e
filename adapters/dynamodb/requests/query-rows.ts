import { type DynamoDBClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

type Row = Record<string, unknown>;

/** All that a query finds, in its order, page after page. */
export async function* queryRows(client: DynamoDBClient, query: QueryCommandInput): AsyncGenerator<Row> {
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const item of Items) yield unmarshall(item);
  }
}

/** All rows under one `pk`, by their sort key; a consistent read. */
export function partitionRows(client: DynamoDBClient, table: string, pk: string): AsyncGenerator<Row> {
  return queryRows(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: marshall({ ':pk': pk }),
    ConsistentRead: true,
  });
}
