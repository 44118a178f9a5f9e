import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { batchWriter } from '../requests/batch-writer';

const keyOnly = z.object({ pk: z.string(), sk: z.string() });

/** Deletes every row of a generation that nobody writes any more. May be repeated. */
export async function deleteGeneration(
  client: DynamoDBClient,
  tables: readonly string[],
  generationId: string,
  signal: AbortSignal,
): Promise<void> {
  const writer = batchWriter(client);
  for (const table of tables) {
    const pages = paginateScan(
      { client },
      {
        TableName: table,
        FilterExpression: 'pk = :generation OR begins_with(pk, :prefix)',
        ExpressionAttributeValues: marshall({ ':generation': generationId, ':prefix': `${generationId}#` }),
        ProjectionExpression: 'pk, sk',
      },
    );
    for await (const { Items = [] } of pages) {
      signal.throwIfAborted();
      for (const item of Items) await writer.delete(table, keyOnly.parse(unmarshall(item)));
    }
    await writer.flush();
  }
}
