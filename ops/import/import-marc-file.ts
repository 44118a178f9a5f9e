import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStore } from '../../adapters/files/line-store';
import { importMarc, type LeftOut } from '../../app/import/import-marc';
import type { ImportRow, RowResult } from '../../app/import/import-rows';
import { type CopyPlace, USUAL_COPIES } from '../../app/import/marc/copy-place';
import type { Answer, CommandContext } from '../lib/command';
import { messageOf, WorkFailed } from '../lib/failure';
import { importPlace } from './import-context';
import { importProgress, kilobytesOf } from './import-file';
import { marcBytes } from './marc-bytes';
import { inRecords, type MarcRowResult, marcReport } from './marc-report';
import { type RefusedRows, writeRefusedRows } from './refused-rows';

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
  const progress = importProgress(terminal, 'records', await kilobytesOf(file));
  const refused: RefusedRows | undefined = errors ? writeRefusedRows(errors, REFUSED_COLUMNS) : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'shelflog-import-'));
  const onRow = ({ line, values }: ImportRow, result: RowResult) => {
    progress.onRow();
    const record = Number(values['record'] ?? line);
    const ended = { ...result, record, tagId: values['tag_id'] };
    // The new ones are only counted: a file may have millions.
    if (result.result !== 'new' || result.warning !== undefined) results.push(ended);
    if (result.result === 'refused') {
      const reason = inRecords(values['tag_id'], result.reason);
      refused?.add({ line: record, values }, { ...result, reason });
    }
  };
  try {
    const store = lineStore(folder, { durable: false });
    const summary = await importMarc(() => marcBytes(file, progress.onBytes), context, {
      store,
      onRow,
      signal,
      copies: copies === undefined ? USUAL_COPIES : [copies],
      onLeftOut: (one) => void leftOut.push(one),
    });
    return marcReport(summary, results, { leftOut, errorsFile: errors });
  } catch (error) {
    if (progress.rows() === 0) throw error;
    throw new WorkFailed(
      `${messageOf(error)} ${progress.rows()} books and copies are in; import the same file again to go on: nothing is doubled.`,
    );
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
    await refused?.close();
  }
}
