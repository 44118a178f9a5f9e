import { quarantineBucket } from '../adapters/s3/quarantine-bucket';
import type { AppendPorts } from '../app/intake/append-scans';
import { eventLog } from './event-log';
import type { Bucket, TablesOf } from './library';

/** Where scans go that are recorded. */
export const appendStores = ({
  client,
  tables,
  quarantine,
}: TablesOf<'events' | 'control'> & { readonly quarantine: Bucket }): Pick<
  AppendPorts,
  'log' | 'quarantine'
> => ({
  log: eventLog({ client, tables }),
  quarantine: quarantineBucket(quarantine.s3, quarantine.name),
});
