import type { LineStore } from '../history/sorted-lines';
import type { OnRow } from './import-rows';

/** What every import is given besides its rows. */
export type ImportRun = {
  /** Where rows are kept until all of one key are there. */
  readonly store: LineStore;
  readonly onRow: OnRow;
  readonly signal?: AbortSignal | undefined;
};
