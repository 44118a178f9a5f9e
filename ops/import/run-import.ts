import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStore } from '../../adapters/files/line-store';
import type { ImportRow, RowResult } from '../../app/import/import-rows';
import type { Answer } from '../lib/command';
import { messageOf, WorkFailed } from '../lib/failure';
import { createProgress, type Progress } from '../lib/progress';
import type { Terminal } from '../lib/terminal';
import { type RefusedRows, writeRefusedRows } from './refused-rows';

type ImportedFile = {
  readonly file: string;
  /** Where the refused rows are written to, and which of their columns. */
  readonly errors: string | undefined;
  readonly columns: readonly string[];
  /** What the file holds, and what of it is counted. */
  readonly kind: string;
  readonly counted: string;
};

/** An import under way. */
export type ImportRun = {
  /** For large files on the way; gone when the import ends. */
  readonly store: ReturnType<typeof lineStore>;
  readonly onBytes: (read: number) => void;
  /** Shows that a row has ended, and keeps it for the file of refused rows. */
  readonly ended: (row: ImportRow, result: RowResult) => void;
};

/** Whether a result is told by itself. The new ones are only counted: a file may have millions. */
export const isTold = ({ result, warning }: RowResult): boolean => result !== 'new' || warning !== undefined;

/** Imports a file with progress, a folder to work in and a file of what was refused.
 *  Errors: WorkFailed for a file that cannot be read, and for what broke off an import: with how much of it is in. */
export async function runImport(
  { file, errors, columns, kind, counted }: ImportedFile,
  terminal: Terminal,
  work: (run: ImportRun) => Promise<Answer>,
): Promise<Answer> {
  const progress = importProgress(terminal, kind, await kilobytesOf(file));
  const refused: RefusedRows | undefined = errors ? writeRefusedRows(errors, columns) : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'shelflog-import-'));
  try {
    return await work({
      store: lineStore(folder, { durable: false }),
      onBytes: progress.onBytes,
      ended: (row, result) => {
        progress.onRow();
        if (result.result === 'refused') refused?.add(row, result);
      },
    });
  } catch (error) {
    if (progress.rows() === 0) throw error;
    throw new WorkFailed(
      `${messageOf(error)} ${progress.rows()} ${counted} are in; import the same file again to go on: nothing is doubled.`,
    );
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
    await refused?.close();
  }
}

type ImportProgress = {
  readonly onBytes: (read: number) => void;
  readonly onRow: () => void;
  readonly rows: () => number;
  stop(): void;
};

/** First the file is read, then its rows are taken. */
function importProgress(terminal: Terminal, kind: string, kilobytes: number): ImportProgress {
  let shown: Progress = createProgress(terminal, { label: `Reading ${kind}`, unit: 'KB', total: kilobytes });
  let rows = 0;
  return {
    onBytes: (read) => shown.advance(Math.ceil(read / 1024)),
    onRow: () => {
      if (rows === 0) {
        shown.stop();
        shown = createProgress(terminal, { label: `Importing ${kind}`, unit: 'rows', total: undefined });
      }
      rows += 1;
      shown.advance(rows);
    },
    rows: () => rows,
    stop: () => shown.stop(),
  };
}

/** Errors: WorkFailed for a file that cannot be read. */
async function kilobytesOf(file: string): Promise<number> {
  try {
    return Math.ceil((await stat(file)).size / 1024);
  } catch (error) {
    throw new WorkFailed(`${file} cannot be read: ${messageOf(error)}`);
  }
}
