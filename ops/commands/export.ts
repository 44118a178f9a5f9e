import type { DayRange } from '../../app/export/export-days';
import type { ExportReport } from '../../app/export/export-snapshots';
import type { ExportProgress } from '../../app/export/write-files';
import { type Answer, aCommand, type CommandContext } from '../lib/command';
import { WrongUse } from '../lib/failure';
import { option, type Read } from '../lib/input';
import { createProgress, type Progress } from '../lib/progress';
import { zoneNotes } from '../lib/zone-note';

const day: Read<string | undefined> = (zod) => zod.iso.date('must be a day like 2026-11-22').optional();

type Days = Readonly<Record<'date' | 'from' | 'to', string | undefined>>;

/** Writes the CSV files of all days that changed, or of some days. */
export const command = aCommand({
  words: 'export',
  summary: 'write the CSV files of all changed days, or of a range of days',
  input: {
    date: option('<YYYY-MM-DD>', 'one day of the library', day),
    from: option(
      '<YYYY-MM-DD>',
      'the days from this one on, also before those that have files by themselves',
      day,
    ),
    to: option('<YYYY-MM-DD>', 'up to this one, together with --from', day),
  },
  run: async ({ terminal, target, signal }: CommandContext, days: Days): Promise<Answer> => {
    const range = rangeOf(days);
    const { exportFrom }: typeof import('../export/export-from') = require('../export/export-from');
    const at = await target();
    let progress: Progress | undefined;
    const onProgress = ({ done, total }: ExportProgress) => {
      signal.throwIfAborted();
      progress ??= createProgress(terminal, { label: 'Exporting', unit: 'files', total });
      progress.advance(done);
    };
    try {
      const report = await exportFrom(at, { range, onProgress });
      return {
        json: { bucket: at.buckets.exports, ...report },
        lines: told(report, { range, bucket: at.buckets.exports }),
      };
    } catch (error) {
      if (error instanceof RangeError && range !== undefined) throw new WrongUse(error.message);
      throw error;
    } finally {
      progress?.stop();
    }
  },
});

/** Errors: WrongUse for days that do not go together. */
function rangeOf({ date, from, to }: Days): DayRange | undefined {
  if (date !== undefined && (from ?? to) !== undefined) {
    throw new WrongUse('--date is one day; --from and --to are several: give the one or the others.');
  }
  if (date !== undefined) return { from: date, to: date };
  if (from !== undefined && to !== undefined) return { from, to };
  if ((from ?? to) !== undefined) throw new WrongUse('--from and --to go together.');
  return undefined;
}

type Said = { readonly range: DayRange | undefined; readonly bucket: string };

function told(
  { files, exportsFrom, older, zoneDifference }: ExportReport,
  { range, bucket }: Said,
): string[] {
  return [
    ...zoneNotes(zoneDifference),
    `${files.length} files written to ${bucket}.`,
    ...files.slice(-8),
    ...(range !== undefined && range.from < exportsFrom
      ? [`Of the days before ${exportsFrom}, those on which something moved.`]
      : []),
    ...(older === undefined
      ? []
      : [
          `Days from ${older.from} to ${older.to} have changed too. Files are written from ${exportsFrom} on; of earlier days by \`shelflog export --from ${older.from} --to ${older.to}\`.`,
        ]),
  ];
}
