import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportMarks } from '../../adapters/dynamodb/control/export-marks';
import { rebuildControl } from '../../adapters/dynamodb/control/rebuild-control';
import { deleteGeneration } from '../../adapters/dynamodb/generations/delete-generation';
import { rebuildWriter } from '../../adapters/dynamodb/generations/rebuild-writer';
import { rebuildWork } from '../../adapters/files/rebuild-work';
import type { VerifyReport } from '../../app/history/drift';
import { libraryCalendar } from '../../app/lib/library-calendar';
import { type RebuildNeeds, type RebuildReport, rebuild } from '../../app/rebuild/rebuild';
import { FUNCTIONS } from '../../contract/functions';
import { type HistoryFrom, historyParts, type Place } from './history-parts';

/** How long one invocation of a projector can last. */
export const LONGEST_PROJECTION_MS =
  1_000 *
  Math.max(FUNCTIONS['project-circulation'].timeoutSeconds, FUNCTIONS['project-analytics'].timeoutSeconds);

/** How long a row may differ while scans come before it counts as wrong. */
export const PATIENCE_MS = 30_000;

export const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });

type Options = Pick<RebuildNeeds, 'rules' | 'timeZone' | 'settleMs' | 'onStep' | 'onEvents' | 'signal'> & {
  readonly from: HistoryFrom;
  /** Hears what comparing the new generation has found. */
  readonly onVerified: (report: VerifyReport) => void;
  readonly patienceMs?: number;
  /** At most so many differences are told one by one. */
  readonly limit?: number;
} & Partial<Pick<RebuildNeeds, 'openHistory' | 'newWriter' | 'pause' | 'verify' | 'control'>>;

/** Rebuilds the read models of a place. Errors: as rebuild. */
export function rebuildIn(place: Place, options: Options): Promise<RebuildReport> {
  const { client, tables, clock } = place;
  const parts = historyParts(place);
  const { onVerified, patienceMs = PATIENCE_MS, limit = 100, from, ...given } = options;
  const { onStep, onEvents } = options;
  return rebuild({
    control: rebuildControl(client, tables.control, parts.generations),
    work: rebuildWork(join(place.folder, 'attempt')),
    source: from,
    openHistory: (segments) =>
      from === 'ledger'
        ? parts.openLedger(join(place.folder, 'attempt', 'ledger'))
        : parts.openTable(segments),
    readStream: parts.log.readStream,
    newWriter: ({ id, timeZone }) =>
      rebuildWriter({ client, tables, generation: id, calendar: libraryCalendar(timeZone) }),
    project: parts.project,
    feed: parts.feed,
    marks: exportMarks(client, tables.control, clock),
    verify: async (generation, signal) => {
      const report = await parts.verify(generation, {
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
    },
    deleteRows: (id, signal) =>
      deleteGeneration(client, [tables.inventory, tables.stock, tables.analytics], id, signal),
    longestRunMs: LONGEST_PROJECTION_MS,
    newToken: randomUUID,
    clock,
    pause,
    ...given,
  });
}
