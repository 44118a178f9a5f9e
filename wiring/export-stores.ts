import { exportMarkList } from '../adapters/dynamodb/control/export-mark-list';
import { exportState } from '../adapters/dynamodb/control/export-state';
import { exportReads } from '../adapters/dynamodb/generations/export-reads';
import { exportBucket } from '../adapters/s3/export-bucket';
import type { ExportPorts } from '../app/export/export-snapshots';
import { generationStore } from './generations';
import type { Bucket, FirstInterpretation, TablesOf } from './library';

type Exported = TablesOf<'inventory' | 'stock' | 'analytics' | 'control'> &
  FirstInterpretation & { readonly exports: Bucket };

/** What an export reads and writes. */
export function exportStores(
  library: Exported,
): Pick<ExportPorts, 'generations' | 'reads' | 'bucket' | 'marks' | 'state'> {
  const { client, tables, exports } = library;
  return {
    generations: generationStore(library),
    reads: exportReads(client, tables),
    bucket: exportBucket(exports.s3, exports.name),
    marks: exportMarkList(client, tables.control),
    state: exportState(client, tables.control),
  };
}
