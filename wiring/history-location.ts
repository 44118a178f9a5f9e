import type { Ledger } from '../app/ledger/ledger';
import type { Clock } from '../app/lib/clock';
import type { DynamoDbClient, FirstInterpretation, LibraryTables } from './library';

/** Where a library's history lies, and the read models that are derived from it. */
export type HistoryLocation = FirstInterpretation & {
  readonly client: DynamoDbClient;
  readonly tables: LibraryTables;
  /** For large files on the way. An attempt that was killed is resumed from what it left here. */
  readonly folder: string;
  readonly ledger?: Ledger;
  readonly clock: Clock;
};
