import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { TableShape } from '../meter/table-shape';
import type { BenchScan } from './bench-scan';

/** Something that appends scans, each once, refusing one that is there already. */
export type Contender = {
  readonly name: string;
  /** How it is set up, in words for the report. */
  readonly setup: string;
  readonly table: TableShape;
  /** How many scans it takes at a time. */
  readonly together: number;
  /** Made new for each run, with nothing remembered. */
  readonly open: (client: DynamoDB) => (scans: readonly BenchScan[]) => Promise<void>;
};

/** The one scan of a call that takes one. */
export function theOnly(scans: readonly BenchScan[]): BenchScan {
  const [scan] = scans;
  if (scan === undefined || scans.length !== 1) throw new Error('It takes one scan at a time.');
  return scan;
}
