import { exportMarkList } from '../../adapters/dynamodb/control/export-mark-list';
import { exportState } from '../../adapters/dynamodb/control/export-state';
import { generationTable } from '../../adapters/dynamodb/control/generation-table';
import { exportReads } from '../../adapters/dynamodb/generations/export-reads';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { exportBucket } from '../../adapters/s3/export-bucket';
import { createS3Client } from '../../adapters/s3/s3-client';
import { systemClock } from '../../adapters/system-clock';
import { type ExportProgress, exportSnapshots } from '../../app/export/export-snapshots';
import { awsConfig, type Target } from '../lib/target';

/** Writes the CSV files of a target: of all days that changed, or of one. Errors: RangeError for a day that
 *  has none. */
export function exportFrom(
  target: Target,
  { date, onProgress }: { date: string | undefined; onProgress: (progress: ExportProgress) => void },
) {
  const client = createDynamoDbClient(awsConfig(target));
  return exportSnapshots({
    clock: systemClock,
    generations: generationTable(client, target.tables.control, target),
    reads: exportReads(client, target.tables),
    bucket: exportBucket(createS3Client(awsConfig(target)), target.buckets.exports),
    marks: exportMarkList(client, target.tables.control),
    state: exportState(client, target.tables.control),
    onProgress,
    ...(date !== undefined && { date }),
  });
}
