import { Logger } from '@aws-lambda-powertools/logger';
import { createDynamoDbClient } from '../adapters/dynamodb/requests/dynamodb-client';
import { createS3Client } from '../adapters/s3/s3-client';
import { systemClock } from '../adapters/system-clock';
import { sealDays } from '../app/ledger/seal-days';
import { readSettings } from '../contract/settings';
import { sealStores } from '../wiring/seal-stores';
import { inTime, triesOf } from './lib/in-time';
import { withFaultsLogged } from './lib/with-faults-logged';

const settings = readSettings('seal-day', process.env);
const logger = new Logger({ serviceName: 'seal-day' });
const stores = sealStores({
  client: createDynamoDbClient(triesOf('seal-day')),
  tables: settings.tables,
  ledger: { s3: createS3Client(triesOf('seal-day')), name: settings.buckets.ledger },
});

/** Seals every day that is closed and not sealed. Changed history fails the invocation after that: the error,
 *  and what Lambda parks in the dead-letter queue, raise alarms. */
export const handler = inTime(
  'seal-day',
  withFaultsLogged(logger, async () => {
    const { sealed, faults, waiting } = await sealDays({ ...stores, clock: systemClock });
    for (const { digest, hash } of sealed) {
      const { day, count, addenda, root } = digest;
      logger.info('Day sealed', { day, count, addenda, root, digest: hash });
    }
    if (waiting > 0) logger.warn('Events wait for the next seal', { waiting });
    if (faults.length === 0) return;
    logger.error('History was changed', { faults: faults.slice(0, 100), count: faults.length });
    throw new Error(`History was changed in ${faults.length} places, the first: ${faults[0]}`);
  }),
);
