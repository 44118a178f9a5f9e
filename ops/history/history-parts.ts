import { join } from 'node:path';
import { analyticsTable } from '../../adapters/dynamodb/analytics/analytics-table';
import { circulationTable } from '../../adapters/dynamodb/circulation/circulation-table';
import { generationTable } from '../../adapters/dynamodb/control/generation-table';
import { eventFeedReader } from '../../adapters/dynamodb/events/event-feed-reader';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { recordedDays } from '../../adapters/dynamodb/events/recorded-days';
import { tableHistory, tableSize } from '../../adapters/dynamodb/events/table-history';
import {
  type VerifyCall,
  type VerifyFolders,
  verifyTables,
} from '../../adapters/dynamodb/generations/verify-tables';
import type { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { ledgerHistory } from '../../adapters/files/ledger-history';
import { ledgerInThreads } from '../../adapters/threads/ledger-in-threads';
import type { ExportMarks } from '../../app/export/export-marks';
import { WrongEventError } from '../../app/history/check-event';
import type { Drift, VerifyReport } from '../../app/history/drift';
import type { Generation } from '../../app/history/generations';
import type { Ledger } from '../../app/ledger/ledger';
import type { Clock } from '../../app/lib/clock';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { projectAnalytics } from '../../app/project/project-analytics';
import { projectCirculation } from '../../app/project/project-circulation';
import type { TableName } from '../../contract/tables';
import type { LibraryEvent } from '../../domain/events';

/** Where history lies and where its read models are. */
export type Place = {
  readonly client: ReturnType<typeof createDynamoDbClient>;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly timeZone: string;
  readonly repeatWindowMs: number;
  /** Where big intermediate files may lie. */
  readonly folder: string;
  readonly ledger?: Ledger;
  readonly clock: Clock;
};

type VerifyHere = Omit<VerifyCall, 'openHistory' | 'wanted'> & {
  readonly from?: HistoryFrom;
  readonly wanted?: Pick<Generation, 'rules' | 'timeZone'>;
  /** How many threads derive a ledger; as many as are worth it unless said. */
  readonly threads?: number;
};

/** Where history is read. */
export type HistoryFrom = 'table' | 'ledger';

function ledgerOf({ ledger }: Place): Ledger {
  if (ledger === undefined) throw new Error('There is no ledger here to read history from.');
  return ledger;
}

function refuse(drift: Drift, cause?: unknown): never {
  throw new WrongEventError(drift, { cause });
}

const nowhere: ExportMarks = { mark: async () => {} };

/** What reading, deriving and comparing history needs of a place, put together. */
export function historyParts(place: Place) {
  const { client, tables } = place;
  const log = eventsTable(client, tables.events);
  const feed = eventFeedReader(client, tables.events);
  const { firstDay } = recordedDays(client, tables.events);
  const generations = generationTable(client, tables.control, place);

  /** The Events table, each event of it checked. */
  const openTable = async (segments?: number) => {
    const size = await tableSize(client, tables.events);
    return tableHistory(client, tables.events, {
      ...size,
      ...(segments !== undefined && { segments }),
      onWrong: refuse,
    });
  };

  /** The ledger dealt out in a folder of its own, which is there until it is removed. */
  const openLedger = async (folder: string) => ledgerHistory(ledgerOf(place), folder, firstDay);

  const project = async (generation: Generation, events: readonly LibraryEvent[]) => {
    const { id, rules, timeZone } = generation;
    const common = { log, marks: nowhere, rules, calendar: libraryCalendar(timeZone) };
    const circulation = circulationTable({
      client,
      inventoryTable: tables.inventory,
      stockTable: tables.stock,
      generation: id,
      calendar: common.calendar,
    });
    const analytics = analyticsTable({ client, analyticsTable: tables.analytics, generation: id });
    const failed = await Promise.all([
      projectCirculation(events, { ...common, store: circulation }),
      projectAnalytics(events, { ...common, store: analytics }),
    ]);
    return new Map(failed.flatMap((failures) => [...failures]));
  };

  const verify = (generation: Generation, call: VerifyHere): Promise<VerifyReport> => {
    const { from, wanted, threads, ...given } = call;
    const { rules, timeZone } = wanted ?? generation;
    return verifyTables(
      { ...place, folder: join(place.folder, `verify-${process.pid}-${generation.id}`) },
      generation,
      {
        ...given,
        ...(wanted && { wanted: { rules, calendar: libraryCalendar(timeZone) } }),
        ...(from === 'ledger' && {
          openHistory: (folders: VerifyFolders) =>
            ledgerInThreads(
              ledgerOf(place),
              { folders, rules, timeZone, generation: generation.id },
              { firstDay, count: threads, signal: call.signal },
            ),
        }),
      },
    );
  };

  return { log, feed, generations, openTable, openLedger, project, verify };
}
