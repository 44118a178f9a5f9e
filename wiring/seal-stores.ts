import { recordedDays } from '../adapters/dynamodb/events/recorded-days';
import { ledgerBucket } from '../adapters/s3/ledger-bucket';
import type { SealPorts } from '../app/ledger/seal-days';
import type { Bucket, TablesOf } from './library';

/** What sealing days reads and writes. */
export const sealStores = ({
  client,
  tables,
  ledger,
}: TablesOf<'events'> & { readonly ledger: Bucket }): Pick<SealPorts, 'recorded' | 'ledger'> => ({
  recorded: recordedDays(client, tables.events),
  ledger: ledgerBucket(ledger.s3, ledger.name),
});
