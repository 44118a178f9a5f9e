import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lineStore } from '../../adapters/files/line-store';
import type { DateRewriting } from '../../app/import/date-format';
import type { ImportKindName } from '../../app/import/import-columns';
import type { ImportRow, RowResult } from '../../app/import/import-rows';
import type { ZoneDifference } from '../../app/lib/zone-rules';
import type { ZoneRulesChoice } from '../../app/rebuild/choose-zone-rules';
import type { Answer, CommandContext } from '../lib/command';
import { messageOf, WorkFailed } from '../lib/failure';
import { createProgress, type Progress } from '../lib/progress';
import type { Terminal } from '../lib/terminal';
import { zoneNote } from '../lib/zone-note';
import { csvRows } from './csv-rows';
import { importPlace } from './import-context';
import { IMPORT_KINDS } from './import-kinds';
import { importReport } from './import-report';
import { kocRows } from './koc-rows';
import { type RefusedRows, writeRefusedRows } from './refused-rows';

export type ImportInput = {
  readonly file: string;
  /** Where the refused rows are written to. */
  readonly errors: string | undefined;
  readonly delimiter: string | undefined;
  /** For columns of ours, the names that the file has for them. */
  readonly columns: Readonly<Record<string, string>> | undefined;
  readonly dateFormat: DateRewriting | undefined;
  /** Whether a row is right where it differs from the loan that it names. */
  readonly replace: boolean;
  /** By which rules times without an offset are read. */
  readonly zoneRules: ZoneRulesChoice;
};

/** Imports a file of one kind. Exit 1 if any row was refused. */
export async function importFile(
  kindName: ImportKindName,
  { file, errors, delimiter, columns: named, dateFormat, replace, zoneRules }: ImportInput,
  { terminal, target, signal }: CommandContext,
): Promise<Answer> {
  const { columns, run } = IMPORT_KINDS[kindName];
  const place = await target();
  const { context, rules, zoneDifference } = await importPlace(place, zoneRules);
  if (zoneDifference !== undefined) terminal.note(zoneWarning(zoneDifference, zoneRules));
  const results: RowResult[] = [];
  const refused: RefusedRows | undefined = errors
    ? writeRefusedRows(errors, [...columns.required, ...(columns.optional ?? [])])
    : undefined;
  const progress = importProgress(terminal, kindName, await kilobytesOf(file));
  const folder = await mkdtemp(join(tmpdir(), 'shelflog-import-'));
  const onRow = (row: ImportRow, result: RowResult) => {
    progress.onRow();
    // The new ones are only counted: a file may have millions.
    if (result.result !== 'new' || result.warning !== undefined) results.push(result);
    if (result.result === 'refused') refused?.add(row, result);
  };
  try {
    const { onBytes } = progress;
    const koc = kindName === 'actions' ? await kocRows(file, onBytes) : undefined;
    const rows = koc ?? csvRows({ file, delimiter, columns: named, dateFormat, onBytes }, columns);
    const store = lineStore(folder, { durable: false });
    const summary = await run(rows, context, { store, onRow, signal, replace, rules });
    return importReport(kindName, summary, results, { errorsFile: errors, zoneDifference });
  } catch (error) {
    if (progress.rows() === 0) throw error;
    throw new WorkFailed(
      `${messageOf(error)} ${progress.rows()} rows are in; import the same file again to go on: nothing is doubled.`,
    );
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
    await refused?.close();
  }
}

/** Such a time becomes an instant for ever. */
const zoneWarning = (difference: ZoneDifference, zoneRules: ZoneRulesChoice) =>
  `${zoneNote(difference)} Times without an offset are read by ${
    zoneRules === 'served' ? `${difference.recorded}; --zone-rules here takes this Node's` : difference.here
  }.`;

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

async function kilobytesOf(file: string): Promise<number> {
  try {
    return Math.ceil((await stat(file)).size / 1024);
  } catch (error) {
    throw new WorkFailed(`${file} cannot be read: ${messageOf(error)}`);
  }
}
