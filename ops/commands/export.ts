import { z } from 'zod';
import { exportMarkList } from '../../adapters/dynamodb/control/export-mark-list';
import { exportState } from '../../adapters/dynamodb/control/export-state';
import { generationTable } from '../../adapters/dynamodb/control/generation-table';
import { exportReads } from '../../adapters/dynamodb/generations/export-reads';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { exportBucket } from '../../adapters/s3/export-bucket';
import { createS3Client } from '../../adapters/s3/s3-client';
import { systemClock } from '../../adapters/system-clock';
import { type ExportProgress, exportSnapshots } from '../../app/export/export-snapshots';
import type { Command } from '../command';
import { WrongUse } from '../failure';
import { createProgress, type Progress } from '../progress';
import { awsConfig } from '../target';

/** Writes the CSV files of all days that changed, or of one day. */
export const exportNow: Command = async ({ terminal, target, signal }, _args, given) => {
  const options = z.object({ date: z.iso.date().optional() }).safeParse(given);
  if (!options.success) throw new WrongUse('--date must be a day like 2026-11-22.');
  const { date } = options.data;
  const at = await target();
  const client = createDynamoDbClient(awsConfig(at));
  let progress: Progress | undefined;
  const onProgress = ({ done, total }: ExportProgress) => {
    signal.throwIfAborted();
    progress ??= createProgress(terminal, { label: 'Exporting', unit: 'files', total });
    progress.advance(done);
  };
  try {
    const { files, today } = await exportSnapshots({
      clock: systemClock,
      generations: generationTable(client, at.tables.control, at),
      reads: exportReads(client, at.tables),
      bucket: exportBucket(createS3Client(awsConfig(at)), at.buckets.exports),
      marks: exportMarkList(client, at.tables.control),
      state: exportState(client, at.tables.control),
      onProgress,
      ...(date !== undefined && { date }),
    });
    return {
      json: { bucket: at.buckets.exports, today, files },
      text: [`${files.length} files written to ${at.buckets.exports}.`, ...files.slice(-8)].join('\n'),
    };
  } catch (error) {
    if (error instanceof RangeError && date !== undefined) throw new WrongUse(error.message);
    throw error;
  } finally {
    progress?.stop();
  }
};
