import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ExportMarkList, StoredMark } from '../../../app/export/export-ports';
import { controlKeys } from '../../../contract/keys';
import { partitionRows } from '../requests/query-rows';

const markRow = z.object({
  sk: z.union([
    z.literal('all'),
    z.templateLiteral(['day#', z.iso.date()]),
    z.templateLiteral(['loans#', z.iso.date()]),
  ]),
  markedAt: z.string(),
});

/** The exporter's side of the export marks. */
export function exportMarkList(client: DynamoDBClient, controlTable: string): ExportMarkList {
  return {
    async list() {
      const marks: StoredMark[] = [];
      for await (const row of partitionRows(client, controlTable, controlKeys.exportMarks)) {
        const { sk, markedAt } = markRow.parse(row);
        marks.push({ mark: sk, markedAt });
      }
      return marks;
    },

    async clear({ mark, markedAt }) {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: controlTable,
            Key: marshall(controlKeys.exportMark(mark)),
            ConditionExpression: 'markedAt = :markedAt',
            ExpressionAttributeValues: marshall({ ':markedAt': markedAt }),
          }),
        );
      } catch (fault) {
        // Marked again meanwhile: the mark is for the next run.
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
      }
    },
  };
}
