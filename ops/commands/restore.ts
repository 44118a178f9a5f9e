import { z } from 'zod';
import { restoredTable } from '../../adapters/dynamodb/events/restored-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { exportFolder } from '../../adapters/files/export-lines';
import { ledgerFolder } from '../../adapters/files/ledger-folder';
import { exportObjects } from '../../adapters/s3/export-objects';
import { createS3Client } from '../../adapters/s3/s3-client';
import { exportSource } from '../../app/restore/export-source';
import { ledgerSource } from '../../app/restore/ledger-source';
import { NotASubsetError, type RestoreSource, restoreEvents } from '../../app/restore/restore-events';
import { ledgerOf } from '../audit/ledger-of';
import type { Command } from '../command';
import { WorkFailed, WrongUse } from '../failure';
import { createProgress, type Progress } from '../progress';
import { awsConfig, type Target } from '../target';

const optionsSchema = z.object({
  from: z.enum(['ledger', 'export']),
  keepOthers: z.boolean().default(false),
});

/** Fills the Events table from the ledger, or from an export that DynamoDB wrote. What was recorded keeps its
 *  times; what is there already stays. */
export const restore: Command = async ({ target, terminal, signal }, [place], given) => {
  const options = optionsSchema.safeParse(given);
  if (!options.success) throw new WrongUse('restore needs --from ledger or --from export.');
  const { from, keepOthers } = options.data;
  if (from === 'export' && place === undefined) {
    throw new WrongUse('Name the export: a folder, or s3://bucket/prefix as DynamoDB wrote it.');
  }
  const at = await target();
  const table = restoredTable(createDynamoDbClient(awsConfig(at)), at.tables.events);
  const shown = new Map<string, Progress>();
  const onProgress = (step: 'comparing' | 'inserting', events: number) => {
    const label = step === 'comparing' ? 'Comparing' : 'Restoring';
    const progress = shown.get(step) ?? createProgress(terminal, { label, unit: 'events', total: undefined });
    shown.set(step, progress);
    progress.advance(events);
  };
  try {
    const source =
      from === 'ledger'
        ? ledgerSource(place ? ledgerFolder(place) : ledgerOf(at))
        : exportOf(at, place ?? '');
    const report = await restoreEvents(source, table, { keepOthers, signal, onProgress });
    const { events, inserted, present } = report;
    return {
      json: report,
      text: `${events} events in the ${from}: ${inserted} restored, ${present} were there. Next: \`shelflog rebuild\`, then \`shelflog verify\`.`,
    };
  } catch (error) {
    if (error instanceof NotASubsetError) throw new WorkFailed(error.message);
    throw error;
  } finally {
    for (const progress of shown.values()) progress.stop();
  }
};

function exportOf(at: Target, place: string): RestoreSource {
  const object = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place);
  if (!object) return exportSource(exportFolder(place));
  const [, bucket = '', prefix = ''] = object;
  return exportSource(exportObjects(createS3Client(awsConfig(at)), bucket, prefix));
}
