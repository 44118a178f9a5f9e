import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ExportMark, ExportMarks } from '../../../app/export/export-marks';
import type { Clock } from '../../../app/lib/clock';
import { controlKeys } from '../../../contract/keys';

/** The exporter counts on this bound: see docs/adr/0003-export-marks.md. */
export const REMEMBER_MARK_MS = 5 * 60_000;

/** The projectors' side of the export marks. A mark made less than five minutes ago is not made again, so
 *  that steady scanning costs next to no writes. Resolves once every mark is stored. */
export function exportMarks(client: DynamoDBClient, controlTable: string, clock: Clock): ExportMarks {
  const markedAtMs = new Map<ExportMark, number>();

  const isRemembered = (mark: ExportMark, nowMs: number) => {
    const ageMs = nowMs - (markedAtMs.get(mark) ?? Number.NEGATIVE_INFINITY);
    return ageMs >= 0 && ageMs < REMEMBER_MARK_MS;
  };

  const markOne = async (mark: ExportMark, markedAt: string) => {
    await client.send(
      new PutItemCommand({
        TableName: controlTable,
        Item: marshall({ ...controlKeys.exportMark(mark), markedAt }),
      }),
    );
    markedAtMs.set(mark, Date.parse(markedAt));
  };

  return {
    async mark(marks) {
      const markedAt = clock();
      const nowMs = Date.parse(markedAt);
      for (const mark of markedAtMs.keys()) if (!isRemembered(mark, nowMs)) markedAtMs.delete(mark);
      const missing = [...new Set(marks)].filter((mark) => !markedAtMs.has(mark));
      await Promise.all(missing.map((mark) => markOne(mark, markedAt)));
    },
  };
}
