import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../../adapters/s3/s3-client';
import { systemClock } from '../../adapters/system-clock';
import { type ExportProgress, exportSnapshots } from '../../app/export/export-snapshots';
import { exportStores } from '../../wiring/export-stores';
import { awsConfig, type Target } from '../lib/target';

/** Writes the CSV files of a target: of all days that changed, or of one. Errors: RangeError for a day that
 *  has none. */
export function exportFrom(
  target: Target,
  { date, onProgress }: { date: string | undefined; onProgress: (progress: ExportProgress) => void },
) {
  const stores = exportStores({
    ...target,
    client: createDynamoDbClient(awsConfig(target)),
    exports: { s3: createS3Client(awsConfig(target)), name: target.buckets.exports },
  });
  return exportSnapshots({
    ...stores,
    clock: systemClock,
    onProgress,
    ...(date !== undefined && { date }),
  });
}
