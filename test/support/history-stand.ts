import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { exportMarks } from '../../adapters/dynamodb/control/export-marks';
import { rebuildControl } from '../../adapters/dynamodb/control/rebuild-control';
import { systemClock } from '../../adapters/system-clock';
import type { VerifyReport } from '../../app/history/drift';
import { libraryCalendar } from '../../app/lib/library-calendar';
import type { RebuildReport } from '../../app/rebuild/rebuild';
import type { TableName } from '../../contract/tables';
import type { LibraryEvent } from '../../domain/events';
import { historyParts, type Place } from '../../ops/history/history-parts';
import { rebuildIn } from '../../ops/history/rebuild-in';
import { startTestDynamoDb, type TestDynamoDb } from './dynamodb';

type Over = Partial<Parameters<typeof rebuildIn>[1]>;

/** A library in an engine of its own, with projectors that are called by hand. */
export async function aHistoryStand(over: Partial<Place> = {}) {
  const db: TestDynamoDb = await startTestDynamoDb();
  const folder = mkdtempSync(join(tmpdir(), 'shelflog-history-'));
  const place: Place = {
    client: db.client,
    tables: db.tables,
    timeZone: 'Europe/Berlin',
    repeatWindowMs: 10_000,
    folder,
    clock: systemClock,
    ...over,
  };
  const parts = historyParts(place);
  const record = async (events: readonly LibraryEvent[]) => {
    for (let i = 0; i < events.length; i += 25) await parts.log.insert(events.slice(i, i + 25));
  };
  /** As the projectors of a running stack would: into every generation that is written. */
  const project = async (events: readonly LibraryEvent[]) => {
    const { serving, alsoWritten } = await parts.generations.read();
    for (const generation of [serving, ...alsoWritten]) {
      const failures = await parts.project(generation, events);
      if (failures.size > 0) throw new AggregateError([...failures.values()], 'projection failed');
    }
  };
  let verified: VerifyReport | undefined;
  return {
    db,
    place,
    parts,
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
    calendar: libraryCalendar(place.timeZone),
    control: rebuildControl(db.client, db.tables.control, parts.generations),
    marks: exportMarks(db.client, db.tables.control, systemClock),
    scan: async (events: readonly LibraryEvent[]) => {
      await record(events);
      await project(events);
    },
    rebuild: (options: Over = {}, elsewhere: Partial<Place> = {}): Promise<RebuildReport> =>
      rebuildIn(
        { ...place, ...elsewhere },
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
      parts.verify((await parts.generations.read()).serving, {
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

export type HistoryStand = Awaited<ReturnType<typeof aHistoryStand>>;
