import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { format } from 'fast-csv';
import type { ImportRow, RowResult } from '../../app/import/import-rows';

export type RefusedRows = {
  add(row: ImportRow<string>, result: RowResult): Promise<void>;
  close(): Promise<void>;
};

/** A CSV file of the rows that were not taken: as they came, with row number and reason, so that it can be
 *  corrected and imported. */
export function writeRefusedRows(file: string, columns: readonly string[]): RefusedRows {
  const csv = format({
    headers: [...columns, 'row', 'problem'],
    alwaysWriteHeaders: true,
    includeEndRowDelimiter: true,
  });
  const written = finished(csv.pipe(createWriteStream(file)));
  // Reported by close(); without a handler now, it would end the process first.
  written.catch(() => undefined);
  return {
    add: async ({ row, values }, { problem = '' }) => {
      const cells = columns.map((column) => values[column] ?? '');
      if (!csv.write([...cells, String(row), problem])) {
        await Promise.race([new Promise((resolve) => csv.once('drain', resolve)), written]);
      }
    },
    close: async () => {
      csv.end();
      await written;
    },
  };
}
