import { importMarc, type LeftOut } from '../../app/import/import-marc';
import type { ImportRow, RowResult } from '../../app/import/import-rows';
import { type CopyPlace, USUAL_COPIES } from '../../app/import/marc/copy-place';
import type { Answer, CommandContext } from '../lib/command';
import { importPlace } from './import-context';
import { marcBytes } from './marc-bytes';
import { inRecords, type MarcRowResult, marcReport } from './marc-report';
import { isTold, runImport } from './run-import';

export type MarcInput = {
  readonly file: string;
  readonly copies: CopyPlace | undefined;
  /** Where the refused records and copies are written to. */
  readonly errors: string | undefined;
};

/** What a refused record or copy is known by. */
const REFUSED_COLUMNS = ['book_id', 'name', 'author', 'isbn', 'tag_id'];

/** Imports the books and copies of a file of MARC records. Exit 1 if any was refused. */
export async function importMarcFile(
  { file, copies, errors }: MarcInput,
  { terminal, target, signal }: CommandContext,
): Promise<Answer> {
  const { context } = await importPlace(await target(), 'served');
  const results: MarcRowResult[] = [];
  const leftOut: LeftOut[] = [];
  const imported = { file, errors, columns: REFUSED_COLUMNS, kind: 'records', counted: 'books and copies' };
  return runImport(imported, terminal, async ({ store, onBytes, ended }) => {
    const onRow = ({ line, values }: ImportRow, result: RowResult) => {
      const record = Number(values['record'] ?? line);
      const tagId = values['tag_id'];
      ended({ line: record, values }, { ...result, reason: inRecords(tagId, result.reason) });
      if (isTold(result)) results.push({ ...result, record, tagId });
    };
    const summary = await importMarc(() => marcBytes(file, onBytes), context, {
      store,
      onRow,
      signal,
      copies: copies === undefined ? USUAL_COPIES : [copies],
      onLeftOut: (one) => void leftOut.push(one),
    });
    return marcReport(summary, results, { leftOut, errorsFile: errors });
  });
}
