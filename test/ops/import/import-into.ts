import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStore } from '../../../adapters/files/line-store';
import type { EventLog } from '../../../app/events/event-log';
import type { ImportKindName } from '../../../app/import/import-columns';
import type { ImportRow, ImportSummary, RowResult } from '../../../app/import/import-rows';
import type { HeaderHints } from '../../../app/import/match-header';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { csvRows } from '../../../ops/import/csv-rows';
import { IMPORT_KINDS } from '../../../ops/import/import-kinds';
import { kocRows } from '../../../ops/import/koc-rows';

export type FileImported = {
  readonly summary: ImportSummary;
  /** Each row as it was read and what became of it, in the order of the file. */
  readonly rows: readonly { readonly row: ImportRow; readonly result: RowResult }[];
  readonly reasons: readonly (string | undefined)[];
};

/** Imports a whole file as the command does, into a log. */
export async function importInto(
  log: EventLog,
  kind: ImportKindName,
  file: string,
  hints: HeaderHints & { readonly timeZone?: string } = {},
): Promise<FileImported> {
  const { timeZone = 'Europe/Berlin', ...said } = hints;
  const folder = mkdtempSync(join(tmpdir(), 'shelflog-import-'));
  const rows: { row: ImportRow; result: RowResult }[] = [];
  const { columns, run } = IMPORT_KINDS[kind];
  try {
    const koc = kind === 'actions' ? await kocRows(file, () => undefined) : undefined;
    const summary = await run(
      koc ?? csvRows({ file, ...said }, columns),
      { log, now: () => '2024-06-01T12:00:00.000Z', timeZone, by: 'ops' },
      {
        store: lineStore(folder, { durable: false }),
        onRow: (row, result) => void rows.push({ row, result }),
        rules: DEFAULT_RULES,
        replace: false,
      },
    );
    rows.sort((a, b) => a.row.line - b.row.line);
    return { summary, rows, reasons: rows.map(({ result }) => result.reason) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
