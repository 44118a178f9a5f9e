import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { exportMarks } from '../../adapters/dynamodb/control/export-marks';
import { rebuildControl } from '../../adapters/dynamodb/control/rebuild-control';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { systemClock } from '../../adapters/system-clock';
import type { VerifyReport } from '../../app/history/drift';
import { libraryCalendar } from '../../app/lib/library-calendar';
import type { RebuildReport } from '../../app/rebuild/rebuild';
import type { TableName } from '../../contract/tables';
import type { LibraryEvent } from '../../domain/events';
import { generationStore } from '../../wiring/generations';
import type { HistoryLocation } from '../../wiring/history-location';
import { libraryProjector } from '../../wiring/library-projector';
import { rebuildReadModels } from '../../wiring/rebuild-read-models';
import { verifyServed } from '../../wiring/verify-served';
import { startTestDynamoDb, type TestDynamoDb } from './dynamodb';

type Over = Partial<Parameters<typeof rebuildReadModels>[1]>;

/** A library in an engine of its own, with projectors that are called by hand. */
export async function aHistoryFixture(over: Partial<HistoryLocation> = {}) {
  const db: TestDynamoDb = await startTestDynamoDb();
  const folder = mkdtempSync(join(tmpdir(), 'shelflog-history-'));
  const location: HistoryLocation = {
    client: db.client,
    tables: db.tables,
    timeZone: 'Europe/Berlin',
    repeatWindowMs: 10_000,
    folder,
    clock: systemClock,
    ...over,
  };
  const log = eventsTable(db.client, db.tables.events);
  const generations = generationStore(location);
  const projector = libraryProjector({ ...location, marks: { mark: async () => {} } });
  const record = async (events: readonly LibraryEvent[]) => {
    for (let i = 0; i < events.length; i += 25) await log.insert(events.slice(i, i + 25));
  };
  /** As the projectors of a running stack would: into every generation that is written. */
  const project = async (events: readonly LibraryEvent[]) => {
    const { serving, alsoWritten } = await generations.read();
    for (const generation of [serving, ...alsoWritten]) {
      const failures = await projector(generation, events);
      if (failures.size > 0) throw new AggregateError([...failures.values()], 'projection failed');
    }
  };
  let verified: VerifyReport | undefined;
  return {
    db,
    location,
    log,
    generations,
    folder,
    record,
    /** Past everything that keeps it right. */
    put: (table: TableName, row: object) =>
      db.client.send(
        new PutItemCommand({
          TableName: db.tables[table],
          Item: marshall(row, { removeUndefinedValues: true }),
        }),
      ),
    project,
    calendar: libraryCalendar(location.timeZone),
    control: rebuildControl(db.client, db.tables.control, generations),
    marks: exportMarks(db.client, db.tables.control, systemClock),
    scan: async (events: readonly LibraryEvent[]) => {
      await record(events);
      await project(events);
    },
    rebuild: (options: Over = {}, other: Partial<HistoryLocation> = {}): Promise<RebuildReport> =>
      rebuildReadModels(
        { ...location, ...other },
        {
          from: 'table',
          settleMs: 0,
          patienceMs: 3_000,
          onStep: () => {},
          onEvents: () => {},
          onVerified: (report) => {
            verified = report;
          },
          signal: new AbortController().signal,
          ...options,
        },
      ),
    verified: () => verified,
    verify: async (patienceMs = 500, more: object = {}) =>
      verifyServed(location, (await generations.read()).serving, {
        patienceMs,
        limit: 1_000,
        onEvents: () => {},
        pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        signal: new AbortController().signal,
        ...more,
      }),
    close: async () => {
      await db.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type HistoryFixture = Awaited<ReturnType<typeof aHistoryFixture>>;
