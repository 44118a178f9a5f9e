import { importActions } from '../../app/import/import-actions';
import { importBooks } from '../../app/import/import-books';
import { IMPORT_COLUMNS, type ImportColumns, type ImportKindName } from '../../app/import/import-columns';
import { importLoans } from '../../app/import/import-loans';
import type { ImportContext, ImportRow, ImportSummary } from '../../app/import/import-rows';
import type { ImportRun } from '../../app/import/import-run';
import { importTags } from '../../app/import/import-tags';
import type { Rules } from '../../domain/tag/rules';

type KindRun = ImportRun & { readonly replace: boolean; readonly rules: Rules };

type ImportKind = {
  readonly columns: ImportColumns;
  run(rows: AsyncIterable<ImportRow>, context: ImportContext, run: KindRun): Promise<ImportSummary>;
};

/** What can be imported, and the columns of each. */
export const IMPORT_KINDS: Readonly<Record<ImportKindName, ImportKind>> = {
  books: { columns: IMPORT_COLUMNS.books, run: importBooks },
  tags: { columns: IMPORT_COLUMNS.tags, run: importTags },
  loans: { columns: IMPORT_COLUMNS.loans, run: importLoans },
  actions: { columns: IMPORT_COLUMNS.actions, run: importActions },
};
