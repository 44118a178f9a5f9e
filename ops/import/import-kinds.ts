import { BOOK_COLUMNS } from '../../app/import/book-row';
import { importBooks } from '../../app/import/import-books';
import { importLoans } from '../../app/import/import-loans';
import type { ImportContext, ImportRow, ImportSummary } from '../../app/import/import-rows';
import type { ImportRun } from '../../app/import/import-run';
import { importTags } from '../../app/import/import-tags';
import { LOAN_COLUMNS, OPTIONAL_LOAN_COLUMNS } from '../../app/import/loan-row';
import { TAG_COLUMNS } from '../../app/import/tag-row';
import type { Rules } from '../../domain/tag/rules';
import type { CsvColumns } from './csv-rows';

export type ImportKindName = 'books' | 'tags' | 'loans';

type KindRun = ImportRun & { readonly replace: boolean; readonly rules: Rules };

type ImportKind = {
  readonly columns: CsvColumns;
  run(rows: AsyncIterable<ImportRow>, context: ImportContext, run: KindRun): Promise<ImportSummary>;
};

/** What can be imported, and the columns of each. */
export const IMPORT_KINDS: Readonly<Record<ImportKindName, ImportKind>> = {
  // As stock.csv of our own exports has them.
  books: { columns: { required: BOOK_COLUMNS, aliases: { book_name: 'name' } }, run: importBooks },
  tags: { columns: { required: TAG_COLUMNS }, run: importTags },
  loans: { columns: { required: LOAN_COLUMNS, optional: OPTIONAL_LOAN_COLUMNS }, run: importLoans },
};
