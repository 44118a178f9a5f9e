import { z } from 'zod';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../../adapters/s3/s3-client';
import { systemClock } from '../../adapters/system-clock';
import { type ExportProgress, exportSnapshots } from '../../app/export/export-snapshots';
import { exportStores } from '../../wiring/export-stores';
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
  const stores = exportStores({
    ...at,
    client: createDynamoDbClient(awsConfig(at)),
    exports: { s3: createS3Client(awsConfig(at)), name: at.buckets.exports },
  });
  let progress: Progress | undefined;
  const onProgress = ({ done, total }: ExportProgress) => {
    signal.throwIfAborted();
    progress ??= createProgress(terminal, { label: 'Exporting', unit: 'files', total });
    progress.advance(done);
  };
  try {
    const { files, today } = await exportSnapshots({
      ...stores,
      clock: systemClock,
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
