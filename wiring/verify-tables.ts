import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { analyticsReader } from '../adapters/dynamodb/analytics/analytics-reader';
import { eventFeedReader } from '../adapters/dynamodb/events/event-feed-reader';
import { eventsTable } from '../adapters/dynamodb/events/events-table';
import { tableHistory, tableSize } from '../adapters/dynamodb/events/table-history';
import { servedRows } from '../adapters/dynamodb/generations/served-rows';
import { lineStore } from '../adapters/files/line-store';
import type { EventFeed } from '../app/events/event-feed';
import type { Drift, VerifyReport } from '../app/history/drift';
import type { Generation } from '../app/history/generations';
import type { HistorySource } from '../app/history/history-source';
import type { Clock } from '../app/lib/clock';
import { libraryCalendar } from '../app/lib/library-calendar';
import { zoneOf } from '../app/lib/zone-rules';
import type { AnalyticsReader } from '../app/queries/ports';
import { isInAnalytics, projectionLags } from '../app/queries/projection-lag';
import type { ServedRows } from '../app/verify/served-rows';
import { verifyGeneration } from '../app/verify/verify-generation';
import type { SegmentWorkers, VerifyPorts } from '../app/verify/verify-ports';
import { tagOfStream } from '../domain/ids';
import type { TablesOf } from './library';
import { daysNotNoted } from './recorded-days';

/** How long a row may differ while scans come before it counts as wrong. */
export const PATIENCE_MS = 30_000;
/** At most so many events that are wrong by themselves are told one by one. */
const MAX_EVENT_DRIFT = 1_000;

export type VerifiedTables = TablesOf<'events' | 'inventory' | 'stock' | 'analytics' | 'control'> & {
  /** For the sorted lines of both sides. What lies there is removed, before and after. */
  readonly folder: string;
  readonly clock: Clock;
};

export type VerifyOptions = Pick<
  VerifyPorts,
  'patienceMs' | 'limit' | 'onEvents' | 'signal' | 'pause' | 'wanted'
> & {
  /** Where history is read instead of in the Events table, and where it is derived. Given folders that are gone
   *  afterwards. */
  readonly openHistory?: (folders: VerifyFolders) => Promise<OpenedHistory>;
  /** The stored events have been checked one by one already. */
  readonly eventsAreChecked?: boolean;
  readonly onSize?: (expectedEvents: number) => void;
};

/** For what history is dealt out to, and for the sorted lines of both sides. */
export type VerifyFolders = { readonly history: string; readonly lines: string };
export type OpenedHistory = { readonly history: HistorySource; readonly segmentWorkers?: SegmentWorkers };

/** Recomputes a generation's rows from history and compares them with the tables, which are only read.
 *  Errors: the signal's reason once it is aborted; faults of tables and disk. */
export async function verifyTables(
  { client, tables, folder, clock }: VerifiedTables,
  generation: Generation,
  options: VerifyOptions,
): Promise<VerifyReport> {
  const interpretation = { rules: generation.rules, calendar: libraryCalendar(zoneOf(generation)) };
  const size = await tableSize(client, tables.events);
  options.onSize?.(size.expectedEvents);
  const wrong = noteWrongEvents();
  const recorded = new Set<string>();
  // A run that was killed leaves its files to the next one.
  await rm(folder, { recursive: true, force: true });
  const { calendar } = options.wanted ?? interpretation;
  const folders = { history: join(folder, 'ledger'), lines: join(folder, 'lines') };
  const openTable = (): OpenedHistory => ({
    history: tableHistory(client, tables.events, {
      ...size,
      ...(!options.eventsAreChecked && { onWrong: wrong.note }),
      onRecorded: (day) => recorded.add(day),
    }),
  });
  let opened: OpenedHistory | undefined;
  try {
    opened = (await options.openHistory?.(folders)) ?? openTable();
    const served = servedRows({
      client,
      tables,
      generation: generation.id,
      calendar,
      segments: size.segments,
    });
    const feed = eventFeedReader(client, tables.events);
    const analytics = analyticsReader(client, tables.analytics, generation.id);
    return await verifyGeneration({
      ...options,
      ...opened,
      eventDrift: async () => [...wrong.noted(), ...(await daysNotNoted({ client, tables }, recorded))],
      served,
      interpretation,
      // By other rules other days would be.
      listsDays: generation.listsDays === true && options.wanted === undefined,
      readStream: eventsTable(client, tables.events).readStream,
      feed,
      lagMs: () => lagOfRows({ feed, served, analytics }, clock()),
      lines: lineStore(folders.lines, { durable: false }),
      clock,
    });
  } finally {
    await opened?.segmentWorkers?.close();
    // When one part of the work has failed, the others may be about to open a file.
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

type Rows = {
  readonly feed: EventFeed;
  readonly served: Pick<ServedRows, 'readTag'>;
  readonly analytics: AnalyticsReader;
};

/** How far the rows of tags are behind the events. */
async function lagOfRows({ feed, served, analytics }: Rows, now: string): Promise<number> {
  const { rows, sums } = await projectionLags(
    feed,
    {
      rows: async ({ streamId, recordedAt }) => {
        const tagId = tagOfStream(streamId);
        if (tagId === undefined) return true;
        const { reading } = await served.readTag(tagId);
        return (reading?.recordedUpTo ?? '') >= recordedAt;
      },
      sums: isInAnalytics(analytics),
    },
    now,
  );
  return Math.max(rows.lagMs, sums.lagMs);
}

function noteWrongEvents() {
  const noted: Drift[] = [];
  return {
    note: (drift: Drift) => {
      if (noted.length < MAX_EVENT_DRIFT) noted.push(drift);
    },
    noted: () => noted,
  };
}
