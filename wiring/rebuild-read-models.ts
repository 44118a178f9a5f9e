import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportMarks } from '../adapters/dynamodb/control/export-marks';
import { rebuildControl } from '../adapters/dynamodb/control/rebuild-control';
import { eventFeedReader } from '../adapters/dynamodb/events/event-feed-reader';
import { eventsTable } from '../adapters/dynamodb/events/events-table';
import { deleteGeneration } from '../adapters/dynamodb/generations/delete-generation';
import { rebuildWriter } from '../adapters/dynamodb/generations/rebuild-writer';
import { rebuildWork } from '../adapters/files/rebuild-work';
import type { VerifyReport } from '../app/history/drift';
import type { Generation } from '../app/history/generations';
import { libraryCalendar } from '../app/lib/library-calendar';
import { zoneOf } from '../app/lib/zone-rules';
import { type RebuildPorts, type RebuildReport, rebuild } from '../app/rebuild/rebuild';
import { FUNCTIONS } from '../contract/functions';
import { generationStore } from './generations';
import type { HistoryLocation } from './history-location';
import { libraryProjector } from './library-projector';
import { type HistoryFrom, openLedgerHistory, openTableHistory } from './open-history';
import { completeDayList } from './recorded-days';
import { verifyServed } from './verify-served';
import { PATIENCE_MS } from './verify-tables';

/** How long one invocation of a projector can last. */
export const LONGEST_PROJECTION_MS =
  1_000 *
  Math.max(FUNCTIONS['project-circulation'].timeoutSeconds, FUNCTIONS['project-analytics'].timeoutSeconds);

type Options = Pick<
  RebuildPorts,
  'rules' | 'timeZone' | 'zoneRules' | 'settleMs' | 'onStep' | 'onEvents' | 'signal'
> & {
  readonly from: HistoryFrom;
  /** Hears what comparing the new generation has found. */
  readonly onVerified: (report: VerifyReport) => void;
  readonly patienceMs?: number;
  /** At most so many differences are told one by one. */
  readonly limit?: number;
} & Partial<Pick<RebuildPorts, 'openHistory' | 'newWriter' | 'pause' | 'verify' | 'control'>>;

export const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });

/** Derives the read models again and switches to them. Errors: as rebuild. */
export async function rebuildReadModels(location: HistoryLocation, options: Options): Promise<RebuildReport> {
  const { client, tables, clock } = location;
  const { from } = options;
  await completeDayList(location, clock);
  const attempt = join(location.folder, 'attempt');
  return rebuild({
    control: rebuildControl(client, tables.control, generationStore(location)),
    work: rebuildWork(attempt),
    source: from,
    openHistory: (segments) =>
      from === 'ledger'
        ? openLedgerHistory(location, join(attempt, 'ledger'))
        : openTableHistory(location, segments),
    readStream: eventsTable(client, tables.events).readStream,
    newWriter: ({ id, ...zone }) =>
      rebuildWriter({ client, tables, generation: id, calendar: libraryCalendar(zoneOf(zone)) }),
    // The switch marks every day.
    project: libraryProjector({ client, tables, clock, marks: { mark: async () => {} } }),
    feed: eventFeedReader(client, tables.events),
    marks: exportMarks(client, tables.control, clock),
    verify: (generation, signal) => verifyBuilt(location, generation, { ...options, signal }),
    deleteRows: (id, signal) =>
      deleteGeneration(client, [tables.inventory, tables.stock, tables.analytics], id, signal),
    longestRunMs: LONGEST_PROJECTION_MS,
    newToken: randomUUID,
    clock,
    pause,
    ...options,
  });
}

/** How many rows of the new generation differ from the table's history. */
async function verifyBuilt(
  location: HistoryLocation,
  generation: Generation,
  { from, patienceMs = PATIENCE_MS, limit = 100, signal, onEvents, onStep, onVerified }: Options,
): Promise<number> {
  const report = await verifyServed(location, generation, {
    patienceMs,
    limit,
    pause,
    signal,
    eventsAreChecked: from === 'table',
    onEvents,
    onSize: (expected) => onStep('verifying', expected),
  });
  onVerified(report);
  return report.differences;
}
