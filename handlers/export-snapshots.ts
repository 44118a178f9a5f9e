import { Logger } from '@aws-lambda-powertools/logger';
import { exportMarkList } from '../adapters/dynamodb/control/export-mark-list';
import { exportState } from '../adapters/dynamodb/control/export-state';
import { generationTable } from '../adapters/dynamodb/control/generation-table';
import { exportReads } from '../adapters/dynamodb/generations/export-reads';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { exportBucket } from '../adapters/s3/export-bucket';
import { createS3Client } from '../adapters/s3/s3-client';
import { systemClock } from '../adapters/system-clock';
import { exportSnapshots } from '../app/export/export-snapshots';
import { readSettings } from '../contract/settings';
import { withFaultsLogged } from './lib/with-faults-logged';

const settings = readSettings('export-snapshots', process.env);
const logger = new Logger({ serviceName: 'export-snapshots' });
const client = createDynamoDbClient();
const needs = {
  clock: systemClock,
  generations: generationTable(client, settings.tables.control, settings),
  reads: exportReads(client, settings.tables),
  bucket: exportBucket(createS3Client(), settings.buckets.exports),
  marks: exportMarkList(client, settings.tables.control),
  state: exportState(client, settings.tables.control),
};

/** Writes the CSV files of every day that may have changed since the last run. After a fault Lambda tries
 *  the invocation again, and then parks it in the dead-letter queue. */
export const handler = withFaultsLogged(logger, async () => {
  const { files, today } = await exportSnapshots(needs);
  logger.info('Files written', { today, files: files.length });
});
