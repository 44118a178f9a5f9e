import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { readerFacts } from '../../../app/intake/reader-facts';
import type { SeenReader, SeenReaders } from '../../../app/queries/ports';
import { controlKeys } from '../../../contract/keys';
import { queryRows } from '../requests/query-rows';

const readerRow = readerFacts.omit({ at: true }).extend({
  sk: z.string(),
  lastSeenAt: z.string().exactOptional(),
  state: z.string().exactOptional(),
  stateAt: z.string().exactOptional(),
  stateReceivedAt: z.string().exactOptional(),
});

/** The readers that the control table knows, by id. */
export function seenReaders(client: DynamoDBClient, controlTable: string): SeenReaders {
  return {
    async list() {
      const readers: SeenReader[] = [];
      const rows = queryRows(client, {
        TableName: controlTable,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: marshall({ ':pk': controlKeys.readers }),
      });
      for await (const row of rows) {
        const { sk: readerId, ...seen } = readerRow.parse(row);
        readers.push({ readerId, ...seen });
      }
      return readers;
    },
  };
}
