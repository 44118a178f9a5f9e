import { exportMarkList } from '../adapters/dynamodb/control/export-mark-list';
import { exportState } from '../adapters/dynamodb/control/export-state';
import { firstRecordedAt } from '../adapters/dynamodb/events/recorded-days';
import { exportReads } from '../adapters/dynamodb/generations/export-reads';
import { exportBucket } from '../adapters/s3/export-bucket';
import type { ExportPorts } from '../app/export/begin-export';
import { generationStore } from './generations';
import type { Bucket, FirstInterpretation, TablesOf } from './library';

type Exported = TablesOf<'events' | 'inventory' | 'stock' | 'analytics' | 'control'> &
  FirstInterpretation & {
    readonly exports: Bucket;
    /** As the stage says, if it does. */
    readonly exportsFrom?: string | undefined;
  };

/** What an export reads and writes. */
export function exportStores(library: Exported): Omit<ExportPorts, 'clock' | 'onProgress'> {
  const { client, tables, exports, exportsFrom } = library;
  return {
    generations: generationStore(library),
    reads: exportReads(client, tables),
    bucket: exportBucket(exports.s3, exports.name),
    marks: exportMarkList(client, tables.control),
    state: exportState(client, tables.control),
    exportsFrom,
    firstRecordedAt: () => firstRecordedAt(client, tables.events),
  };
}
