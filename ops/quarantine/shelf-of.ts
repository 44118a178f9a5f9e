import { readersTable } from '../../adapters/dynamodb/control/readers-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { quarantineShelf } from '../../adapters/s3/quarantine-shelf';
import { createS3Client } from '../../adapters/s3/s3-client';
import { systemClock } from '../../adapters/system-clock';
import { eventLog } from '../../wiring/event-log';
import { awsConfig, type Target } from '../lib/target';

/** Where a target's bad input lies. */
export const shelfOf = (target: Target) =>
  quarantineShelf(createS3Client(awsConfig(target)), target.buckets.quarantine);

/** What trying it again needs. */
export function retryPorts(target: Target) {
  const client = createDynamoDbClient(awsConfig(target));
  return {
    shelf: shelfOf(target),
    log: eventLog({ client, tables: target.tables }),
    readers: readersTable(client, target.tables.control),
    clock: systemClock,
  };
}
