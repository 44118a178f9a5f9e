import type { ExportProgress } from '../../app/export/export-snapshots';
import { aCommand } from '../lib/command';
import { WrongUse } from '../lib/failure';
import { option } from '../lib/input';
import { createProgress, type Progress } from '../lib/progress';

/** Writes the CSV files of all days that changed, or of one day. */
export const command = aCommand({
  words: 'export',
  summary: "write a day's CSV files now",
  input: {
    date: option('<YYYY-MM-DD>', 'a day of the library (default: today, and all days that changed)', (zod) =>
      zod.iso.date('must be a day like 2026-11-22').optional(),
    ),
  },
  run: async ({ terminal, target, signal }, { date }) => {
    const { exportFrom }: typeof import('../export/export-from') = require('../export/export-from');
    const at = await target();
    let progress: Progress | undefined;
    const onProgress = ({ done, total }: ExportProgress) => {
      signal.throwIfAborted();
      progress ??= createProgress(terminal, { label: 'Exporting', unit: 'files', total });
      progress.advance(done);
    };
    try {
      const { files, today } = await exportFrom(at, { date, onProgress });
      return {
        json: { bucket: at.buckets.exports, today, files },
        lines: [`${files.length} files written to ${at.buckets.exports}.`, ...files.slice(-8)],
      };
    } catch (error) {
      if (error instanceof RangeError && date !== undefined) throw new WrongUse(error.message);
      throw error;
    } finally {
      progress?.stop();
    }
  },
});
