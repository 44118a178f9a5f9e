import type { DateRewriting } from '../../app/import/date-format';
import type { ImportKindName } from '../../app/import/import-columns';
import type { ImportRow, RowResult } from '../../app/import/import-rows';
import type { ZoneDifference } from '../../app/lib/zone-rules';
import type { ZoneRulesChoice } from '../../app/rebuild/choose-zone-rules';
import type { Answer, CommandContext } from '../lib/command';
import { zoneNote } from '../lib/zone-note';
import { csvRows } from './csv-rows';
import { importPlace } from './import-context';
import { IMPORT_KINDS } from './import-kinds';
import { importReport } from './import-report';
import { kocRows } from './koc-rows';
import { isTold, runImport } from './run-import';

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
  const all = [...columns.required, ...(columns.optional ?? [])];
  const imported = { file, errors, columns: all, kind: kindName, counted: 'rows' };
  return runImport(imported, terminal, async ({ store, onBytes, ended }) => {
    const koc = kindName === 'actions' ? await kocRows(file, onBytes) : undefined;
    const rows = koc ?? csvRows({ file, delimiter, columns: named, dateFormat, onBytes }, columns);
    const onRow = (row: ImportRow, result: RowResult) => {
      ended(row, result);
      if (isTold(result)) results.push(result);
    };
    const summary = await run(rows, context, { store, onRow, signal, replace, rules });
    return importReport(kindName, summary, results, { errorsFile: errors, zoneDifference });
  });
}

/** Such a time becomes an instant for ever. */
const zoneWarning = (difference: ZoneDifference, zoneRules: ZoneRulesChoice) =>
  `${zoneNote(difference)} Times without an offset are read by ${
    zoneRules === 'served' ? `${difference.recorded}; --zone-rules here takes this Node's` : difference.here
  }.`;
