import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStore } from '../../adapters/files/line-store';
import type { EventLog } from '../../app/events/event-log';
import { importBooks } from '../../app/import/import-books';
import { importLoans } from '../../app/import/import-loans';
import type { ImportContext, ImportRow, ImportSummary, RowResult } from '../../app/import/import-rows';
import { importTags } from '../../app/import/import-tags';
import { DEFAULT_RULES } from '../../domain/tag/rules';

export type Imported = { readonly summary: ImportSummary; readonly results: readonly RowResult[] };

async function* rowsOf(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): AsyncGenerator<ImportRow> {
  for (const [at, cells] of rows.entries()) {
    yield { line: at + 2, values: Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])) };
  }
}

/** Imports rows as a file would bring them; results come in the order of the rows. */
export function importFixture(log: EventLog, given: Partial<Omit<ImportContext, 'log'>> = {}) {
  const context: ImportContext = {
    log,
    now: () => '2024-06-01T12:00:00.000Z',
    timeZone: 'Europe/Berlin',
    by: 'ops',
    ...given,
  };
  const folder = mkdtempSync(join(tmpdir(), 'shelflog-import-'));
  const store = lineStore(folder, { durable: false });
  const collected = async (
    run: (onRow: (row: ImportRow, result: RowResult) => void) => Promise<ImportSummary>,
  ) => {
    const results: RowResult[] = [];
    const summary = await run((_, result) => void results.push(result));
    return { summary, results: results.sort((a, b) => a.line - b.line) };
  };
  return {
    books: (...rows: string[][]): Promise<Imported> =>
      collected((onRow) =>
        importBooks(rowsOf(['book_id', 'name', 'author', 'isbn'], rows), context, { store, onRow }),
      ),
    tags: (...rows: string[][]): Promise<Imported> =>
      collected((onRow) =>
        importTags(rowsOf(['tag_id', 'book_id', 'assigned_at'], rows), context, { store, onRow }),
      ),
    loans: (rows: readonly (readonly string[])[], { replace = false } = {}): Promise<Imported> =>
      collected((onRow) =>
        importLoans(rowsOf(['tag_id', 'borrowed_at', 'returned_at', 'loan_id'], rows), context, {
          store,
          onRow,
          rules: DEFAULT_RULES,
          replace,
        }),
      ),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
