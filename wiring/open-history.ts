import { recordedDays } from '../adapters/dynamodb/events/recorded-days';
import { tableHistory, tableSize } from '../adapters/dynamodb/events/table-history';
import { ledgerHistory } from '../adapters/files/ledger-history';
import { WrongEventError } from '../app/history/check-event';
import type { Drift } from '../app/history/drift';
import type { HistorySource } from '../app/history/history-source';
import type { Ledger } from '../app/ledger/ledger';
import type { HistoryLocation } from './history-location';

/** Where history is read. */
export type HistoryFrom = 'table' | 'ledger';

/** The Events table as history, in so many segments or as many as suit it. Each event is checked as it is read.
 *  Errors, in reading: WrongEventError at the first event that was altered. */
export async function openTableHistory(
  { client, tables }: HistoryLocation,
  segments?: number,
): Promise<HistorySource> {
  const size = await tableSize(client, tables.events);
  return tableHistory(client, tables.events, {
    ...size,
    ...(segments !== undefined && { segments }),
    onWrong: refuse,
  });
}

/** The ledger as history. It is dealt out in a folder of its own, which stays until it is removed. */
export const openLedgerHistory = (location: HistoryLocation, folder: string): Promise<HistorySource> =>
  ledgerHistory(ledgerOf(location), folder, firstDayOf(location));

/** Errors: throws where there is no ledger. */
export function ledgerOf({ ledger }: HistoryLocation): Ledger {
  if (ledger === undefined) throw new Error('There is no ledger here to read history from.');
  return ledger;
}

/** Asks for the first day that the Events table has. */
export const firstDayOf = ({ client, tables }: HistoryLocation) =>
  recordedDays(client, tables.events).firstDay;

function refuse(drift: Drift, cause?: unknown): never {
  throw new WrongEventError(drift, { cause });
}
