import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { analyticsTable } from '../../adapters/dynamodb/analytics-table';
import { circulationTable } from '../../adapters/dynamodb/circulation-table';
import type { createDynamoDbClient } from '../../adapters/dynamodb/dynamodb-client';
import { eventFeedReader } from '../../adapters/dynamodb/event-feed-reader';
import { eventsTable } from '../../adapters/dynamodb/events-table';
import { generationTable } from '../../adapters/dynamodb/generation-table';
import { servedRows } from '../../adapters/dynamodb/served-rows';
import { tableHistory, tableSize } from '../../adapters/dynamodb/table-history';
import { ledgerHistory } from '../../adapters/files/ledger-history';
import { lineStore } from '../../adapters/files/line-store';
import type { Generation } from '../../app/generations';
import type { Ledger } from '../../app/ledger/ledger';
import { libraryCalendar } from '../../app/library-calendar';
import type { Clock, ExportMarks } from '../../app/ports';
import { projectAnalytics } from '../../app/project/project-analytics';
import { projectCirculation } from '../../app/project/project-circulation';
import type { Reading } from '../../app/rebuild/derive-rows';
import { checkEvent, corruptEvent } from '../../app/verify/check-event';
import type { Drift, VerifyReport } from '../../app/verify/drift';
import { verifyGeneration } from '../../app/verify/verify-generation';
import type { VerifyNeeds } from '../../app/verify/verify-needs';
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

type VerifyCall = Pick<VerifyNeeds, 'patienceMs' | 'limit' | 'onEvents' | 'signal' | 'pause'> & {
  readonly wanted?: Reading;
  readonly from?: HistoryFrom;
  readonly onSize?: (expectedEvents: number) => void;
};

/** Where history is read. */
export type HistoryFrom = 'table' | 'ledger';

/** At most so many events that are wrong by themselves are told one by one. */
const MAX_EVENT_DRIFT = 1_000;
const nowhere: ExportMarks = { mark: async () => {} };

/** What reading, deriving and comparing history needs of a place, put together. */
export function historyParts(place: Place) {
  const { client, tables, clock } = place;
  const log = eventsTable(client, tables.events);
  const feed = eventFeedReader(client, tables.events);
  const generations = generationTable(client, tables.control, place);

  const openTable = async (segments?: number) => {
    const size = await tableSize(client, tables.events);
    return tableHistory(client, tables.events, { ...size, ...(segments !== undefined && { segments }) });
  };

  /** The ledger dealt out in a folder of its own, which is there until it is removed. */
  const openLedger = (folder: string) => {
    if (place.ledger === undefined) throw new Error('There is no ledger here to read history from.');
    return ledgerHistory(place.ledger, folder);
  };

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

  const verify = async (generation: Generation, call: VerifyCall): Promise<VerifyReport> => {
    const how = { rules: generation.rules, calendar: libraryCalendar(generation.timeZone) };
    const folder = join(place.folder, `verify-${process.pid}-${generation.id}`);
    const size = await tableSize(client, tables.events);
    call.onSize?.(size.expectedEvents);
    const wrongEvents: Drift[] = [];
    const noteWrong = (drift: Drift | undefined) => {
      if (drift && wrongEvents.length < MAX_EVENT_DRIFT) wrongEvents.push(drift);
    };
    const checkedTable = tableHistory(client, tables.events, {
      ...size,
      onItem: (item, event) => noteWrong(checkEvent(item, event)),
      onCorrupt: (item, fault) => noteWrong(corruptEvent(item, fault)),
    });
    const { segments } = size;
    const { calendar } = call.wanted ?? how;
    const served = servedRows({
      client,
      tables,
      generation: generation.id,
      calendar,
      segments,
    });
    const lines = lineStore(join(folder, 'lines'));
    try {
      const history = call.from === 'ledger' ? await openLedger(join(folder, 'ledger')) : checkedTable;
      return await verifyGeneration({
        ...call,
        history,
        eventDrift: () => wrongEvents,
        served,
        how,
        readStream: log.readStream,
        feed,
        lines,
        clock,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  return { log, feed, generations, openTable, openLedger, project, verify };
}
