import { join } from 'node:path';
import type { VerifyReport } from '../app/history/drift';
import type { Generation } from '../app/history/generations';
import { libraryCalendar } from '../app/lib/library-calendar';
import { zoneOf } from '../app/lib/zone-rules';
import type { HistoryLocation } from './history-location';
import { firstDayOf, type HistoryFrom, ledgerOf } from './open-history';
import { ledgerInThreads } from './threads/ledger-in-threads';
import { type VerifyFolders, type VerifyOptions, verifyTables } from './verify-tables';

type Interpretation = Pick<Generation, 'rules' | 'timeZone' | 'zoneRules'>;

type Options = Omit<VerifyOptions, 'openHistory' | 'wanted'> & {
  /** The table unless said. */
  readonly from?: HistoryFrom;
  /** How the rows shall be derived, where it is asked what a change of rules would change. */
  readonly wanted?: Interpretation;
  /** How many threads derive a ledger; as many as are worth it unless said. */
  readonly threads?: number;
};

/** Compares a generation's rows with history, which is read in the table or in the ledger. Nothing is written but
 *  files in the location's folder, which are removed. Errors: as verifyTables, and of the ledger. */
export function verifyServed(
  location: HistoryLocation,
  generation: Generation,
  { from, wanted, threads, ...options }: Options,
): Promise<VerifyReport> {
  const { rules, ...read } = wanted ?? generation;
  const zone = zoneOf(read);
  const openLedger = (folders: VerifyFolders) =>
    ledgerInThreads(
      ledgerOf(location),
      { folders, rules, zone, generation: generation.id },
      { firstDay: firstDayOf(location), count: threads, signal: options.signal },
    );
  const folder = join(location.folder, `verify-${process.pid}-${generation.id}`);
  return verifyTables({ ...location, folder }, generation, {
    ...options,
    ...(wanted && { wanted: { rules, calendar: libraryCalendar(zone) } }),
    ...(from === 'ledger' && { openHistory: openLedger }),
  });
}
