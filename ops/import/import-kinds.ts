import { BOOK_COLUMNS, importBooks } from '../../app/import/import-books';
import { importLoans, LOAN_COLUMNS } from '../../app/import/import-loans';
import type { ImportContext, ImportSummary, OnRow } from '../../app/import/import-rows';
import { importTags, TAG_COLUMNS } from '../../app/import/import-tags';
import { type CsvSource, csvRows } from './csv-rows';

type ImportKind = {
  readonly columns: readonly string[];
  run(
    source: CsvSource,
    context: ImportContext,
    onRow: OnRow<string>,
    signal: AbortSignal,
  ): Promise<ImportSummary>;
};

/** What can be imported, and the columns of each. */
export const IMPORT_KINDS = {
  books: {
    columns: BOOK_COLUMNS,
    run: (source, context, onRow, signal) =>
      importBooks(csvRows(source, BOOK_COLUMNS), context, onRow, signal),
  },
  tags: {
    columns: TAG_COLUMNS,
    run: (source, context, onRow, signal) => importTags(csvRows(source, TAG_COLUMNS), context, onRow, signal),
  },
  loans: {
    columns: LOAN_COLUMNS,
    run: (source, context, onRow, signal) =>
      importLoans(csvRows(source, LOAN_COLUMNS), context, onRow, signal),
  },
} as const satisfies Record<string, ImportKind>;

export type ImportKindName = keyof typeof IMPORT_KINDS;
