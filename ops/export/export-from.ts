import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../../adapters/s3/s3-client';
import { systemClock } from '../../adapters/system-clock';
import { type DayRange, exportDays } from '../../app/export/export-days';
import { type ExportReport, exportSnapshots } from '../../app/export/export-snapshots';
import type { ExportProgress } from '../../app/export/write-files';
import { exportStores } from '../../wiring/export-stores';
import { awsConfig, type Target } from '../lib/target';

type Call = {
  /** All days that changed, where it is left out. */
  readonly range: DayRange | undefined;
  readonly onProgress: (progress: ExportProgress) => void;
};

/** Writes the CSV files of a target: of all days that changed, or of some. Errors: RangeError for days that
 *  can have none. */
export function exportFrom(target: Target, { range, onProgress }: Call): Promise<ExportReport> {
  const stores = exportStores({
    ...target,
    client: createDynamoDbClient(awsConfig(target)),
    exports: { s3: createS3Client(awsConfig(target)), name: target.buckets.exports },
  });
  const needs = { ...stores, clock: systemClock, onProgress };
  return range === undefined ? exportSnapshots(needs) : exportDays(range, needs);
}
