import { stat } from 'node:fs/promises';
import type { ImportRow, ImportSummary, RowResult } from '../../app/import/import-rows';
import type { Answer, CommandContext } from '../lib/command';
import { EXIT, messageOf, WorkFailed } from '../lib/failure';
import { createProgress } from '../lib/progress';
import { importContext } from './import-context';
import { IMPORT_KINDS, type ImportKindName } from './import-kinds';
import { type RefusedRows, writeRefusedRows } from './refused-rows';

type Remark = { readonly row: number; readonly text: string };
type Remarks = { readonly problems: Remark[]; readonly warnings: Remark[] };
/** The answer lists at most so many rows; --errors has them all. */
const MAX_LISTED = 1_000;

export type ImportInput = {
  readonly file: string;
  /** Where the refused rows are written to. */
  readonly errors: string | undefined;
  readonly delimiter: string;
};

/** Imports a CSV file of one kind. Exit 1 if any row was refused. */
export async function importFile(
  kindName: ImportKindName,
  { file, errors, delimiter }: ImportInput,
  { terminal, target, signal }: CommandContext,
): Promise<Answer> {
  const kind = IMPORT_KINDS[kindName];
  const context = importContext(await target());
  const remarks: Remarks = { problems: [], warnings: [] };
  const refused: RefusedRows | undefined = errors ? writeRefusedRows(errors, kind.columns) : undefined;
  const progress = createProgress(terminal, {
    label: `Importing ${kindName}`,
    unit: 'KB',
    total: await kilobytesOf(file),
  });
  let lastRow = 0;
  const onRow = async (row: ImportRow<string>, result: RowResult) => {
    lastRow = row.row;
    note(remarks, result);
    if (result.problem !== undefined) await refused?.add(row, result);
  };
  try {
    const onBytes = (read: number) => progress.advance(Math.ceil(read / 1024));
    const summary = await kind.run({ file, delimiter, onBytes }, context, onRow, signal);
    return toAnswer(kindName, summary, remarks, errors);
  } catch (error) {
    if (lastRow === 0) throw error;
    throw new WorkFailed(
      `${messageOf(error)} Rows up to ${lastRow} are in; import the same file again to go on: nothing is doubled.`,
    );
  } finally {
    progress.stop();
    await refused?.close();
  }
}

async function kilobytesOf(file: string): Promise<number> {
  try {
    return Math.ceil((await stat(file)).size / 1024);
  } catch (error) {
    throw new WorkFailed(`${file} cannot be read: ${messageOf(error)}`);
  }
}

function note({ problems, warnings }: Remarks, result: RowResult): void {
  const { row, problem, warning } = result;
  if (problem !== undefined && problems.length < MAX_LISTED) problems.push({ row, text: problem });
  if (warning !== undefined && warnings.length < MAX_LISTED) warnings.push({ row, text: warning });
}

function toAnswer(
  kind: ImportKindName,
  summary: ImportSummary,
  { problems, warnings }: Remarks,
  errorsFile: string | undefined,
): Answer {
  const { rows, rowsAdded, rowsUnchanged, rowsRefused, eventsAdded } = summary;
  return {
    json: {
      kind,
      ...summary,
      errors: problems.map(({ row, text }) => ({ row, problem: text })),
      warnings: warnings.map(({ row, text }) => ({ row, warning: text })),
    },
    lines: [
      ...problems.map(({ row, text }) => `row ${row} refused: ${text}`),
      ...warnings.map(({ row, text }) => `row ${row}: ${text}`),
      `${rows} rows of ${kind}: ${rowsAdded} brought something new (${eventsAdded} events), ${rowsUnchanged} were there, ${rowsRefused} refused.`,
      ...(errorsFile && rowsRefused > 0 ? [`The refused rows are in ${errorsFile}.`] : []),
    ],
    exitCode: rowsRefused > 0 ? EXIT.no : EXIT.done,
  };
}
