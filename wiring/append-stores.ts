import { eventsTable } from '../adapters/dynamodb/events/events-table';
import { quarantineBucket } from '../adapters/s3/quarantine-bucket';
import type { AppendPorts } from '../app/intake/append-scans';
import type { Bucket, TablesOf } from './library';

/** Where scans go that are recorded. */
export const appendStores = ({
  client,
  tables,
  quarantine,
}: TablesOf<'events'> & { readonly quarantine: Bucket }): Pick<AppendPorts, 'log' | 'quarantine'> => ({
  log: eventsTable(client, tables.events),
  quarantine: quarantineBucket(quarantine.s3, quarantine.name),
});
