import { restoredTable } from '../../adapters/dynamodb/events/restored-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { exportFolder } from '../../adapters/files/export-lines';
import { ledgerFolder } from '../../adapters/files/ledger-folder';
import { exportObjects } from '../../adapters/s3/export-objects';
import { createS3Client } from '../../adapters/s3/s3-client';
import { exportSource } from '../../app/restore/export-source';
import { ledgerSource } from '../../app/restore/ledger-source';
import { NotASubsetError, type RestoreSource, restoreEvents } from '../../app/restore/restore-events';
import { eventLog } from '../../wiring/event-log';
import { ledgerOf } from '../audit/ledger-of';
import { WorkFailed } from '../lib/failure';
import { awsConfig, type Target } from '../lib/target';

/** Where the events are; the target's own ledger unless a place is named. */
export type RestoreFrom =
  | { readonly from: 'ledger'; readonly place: string | undefined }
  | { readonly from: 'export'; readonly place: string };

/** Fills a target's Events table. Errors: WorkFailed where the table holds what the source does not. */
export async function restoreInto(
  target: Target,
  source: RestoreFrom,
  options: Parameters<typeof restoreEvents>[2],
) {
  const client = createDynamoDbClient(awsConfig(target));
  const { insert } = eventLog({ client, tables: target.tables });
  const table = { ...restoredTable(client, target.tables.events), insert };
  try {
    return await restoreEvents(sourceOf(target, source), table, options);
  } catch (error) {
    if (error instanceof NotASubsetError) throw new WorkFailed(error.message);
    throw error;
  }
}

function sourceOf(target: Target, source: RestoreFrom): RestoreSource {
  if (source.from === 'ledger') {
    return ledgerSource(source.place ? ledgerFolder(source.place) : ledgerOf(target));
  }
  const object = /^s3:\/\/([^/]+)\/?(.*)$/.exec(source.place);
  if (!object) return exportSource(exportFolder(source.place));
  const [, bucket = '', prefix = ''] = object;
  return exportSource(exportObjects(createS3Client(awsConfig(target)), bucket, prefix));
}
