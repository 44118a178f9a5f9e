import { createWriteStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { format } from 'fast-csv';
import { escapeCell } from '../../app/export/escape-cell';
import type { ImportRow, RowResult } from '../../app/import/import-rows';

export type RefusedRows = {
  add(row: ImportRow, result: RowResult): void;
  /** Writes the file. */
  close(): Promise<void>;
};

/** Readable by its owner only: it names what people borrowed. */
const MODE = 0o600;

/** A CSV file of the rows that were not taken, in the order of the file: as they came, guarded as exports are, with
 *  row number and reason, so that it can be corrected and imported. */
export function writeRefusedRows(file: string, columns: readonly string[]): RefusedRows {
  const refused: { readonly row: ImportRow; readonly reason: string }[] = [];
  return {
    add: (row, { reason = '' }) => void refused.push({ row, reason }),
    close: async () => {
      const csv = format({
        headers: [...columns, 'row', 'problem'],
        alwaysWriteHeaders: true,
        includeEndRowDelimiter: true,
      });
      const written = finished(csv.pipe(createWriteStream(file, { mode: MODE })));
      for (const { row, reason } of refused.sort((a, b) => a.row.line - b.row.line)) {
        const cells = [...columns.map((column) => row.values[column] ?? ''), String(row.line), reason];
        csv.write(cells.map(escapeCell));
      }
      csv.end();
      await written;
      // A file that was there before keeps its mode.
      await chmod(file, MODE);
    },
  };
}
