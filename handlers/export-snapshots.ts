import { Logger } from '@aws-lambda-powertools/logger';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../adapters/s3/s3-client';
import { systemClock } from '../adapters/system-clock';
import { exportSnapshots } from '../app/export/export-snapshots';
import { readSettings } from '../contract/settings';
import { exportStores } from '../wiring/export-stores';
import { inTime, triesOf } from './lib/in-time';
import { withFaultsLogged } from './lib/with-faults-logged';

const settings = readSettings('export-snapshots', process.env);
const logger = new Logger({ serviceName: 'export-snapshots' });
const stores = exportStores({
  client: createDynamoDbClient(triesOf('export-snapshots')),
  tables: settings.tables,
  exports: { s3: createS3Client(triesOf('export-snapshots')), name: settings.buckets.exports },
  timeZone: settings.timeZone,
  repeatWindowMs: settings.repeatWindowMs,
  exportsFrom: settings.exportsFrom,
});

/** Writes the CSV files of every day that may have changed since the last run. After a fault Lambda tries
 *  the invocation again, and then parks it in the dead-letter queue. */
export const handler = inTime(
  'export-snapshots',
  withFaultsLogged(logger, async () => {
    const { files, today, zoneDifference } = await exportSnapshots({ ...stores, clock: systemClock });
    if (zoneDifference !== undefined)
      logger.warn('Zone rules differ from those of what is served', { zoneDifference });
    logger.info('Files written', { today, files: files.length });
  }),
);
