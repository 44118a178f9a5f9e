import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ExportState, ExportStateStore } from '../../../app/export/export-ports';
import { controlKeys } from '../../../contract/keys';

const stateRow = z.object({
  firstDay: z.string(),
  lastDay: z.string(),
  newestDay: z.string(),
  filesFrom: z.string().exactOptional(),
  firstRecordedAt: z.string().exactOptional(),
}) satisfies z.ZodType<ExportState>;

/** How far the files have come, in the control table. */
export function exportState(client: DynamoDBClient, controlTable: string): ExportStateStore {
  return {
    async read() {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: controlTable,
          Key: marshall(controlKeys.exportState),
          ConsistentRead: true,
        }),
      );
      return Item && stateRow.parse(unmarshall(Item));
    },

    async write(state) {
      await client.send(
        new PutItemCommand({
          TableName: controlTable,
          Item: marshall({ ...controlKeys.exportState, ...state }),
        }),
      );
    },
  };
}
