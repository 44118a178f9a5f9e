import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { TABLES, type TableName } from '../../contract/tables';
import type { LibraryEvent } from '../../domain/events';
import { analyticsProjector } from '../../wiring/analytics-projector';
import { circulationProjector } from '../../wiring/circulation-projector';
import { everyGeneration } from '../../wiring/generations';
import type { BenchEngine } from '../bench-engine';
import { type MeteredRequest, meterRequests, unitsOf } from '../meter/request-meter';
import { ourTable } from '../meter/table-shape';
import { type Mix, scansOf, shelves } from './scan-mix';

export type TableUnits = { readonly table: string; readonly writes: number; readonly indexWrites: number };

/** What projecting costs at one batch size, each figure a scan. */
export type ProjectionFigures = {
  readonly mix: string;
  readonly batch: number;
  readonly circulation: ProjectorFigures;
  readonly analytics: ProjectorFigures;
};

export type ProjectorFigures = {
  readonly requests: number;
  readonly writes: number;
  readonly reads: number;
  readonly tables: readonly TableUnits[];
};

const TABLE_NAMES: readonly TableName[] = ['events', 'inventory', 'stock', 'analytics', 'control'];
const nameOf = (table: TableName) => `bench-${table}`;

/** Runs both projectors as their functions do, batch after batch, in a library half of whose
 *  copies are out. */
export async function measureProjection(
  engine: BenchEngine,
  mix: Mix,
  batch: number,
  scanCount: number,
): Promise<ProjectionFigures> {
  const shapes = TABLE_NAMES.map((table) => ourTable(table, nameOf(table)));
  for (const shape of shapes) await engine.createTable(shape);
  const client = engine.connect();
  const meter = meterRequests(client, engine.connect(), shapes);
  const log = eventsTable(engine.connect(), nameOf('events'));
  const project = projectors(client);
  await fillShelves(engine);
  const scans = scansOf(mix, scanCount);
  const spent: Record<'circulation' | 'analytics', MeteredRequest[]> = { circulation: [], analytics: [] };
  for (let at = 0; at < scans.length; at += batch) {
    const events = scans.slice(at, at + batch);
    await log.insert(events);
    for (const which of ['circulation', 'analytics'] as const) {
      meter.reset();
      await project[which](events);
      spent[which].push(...meter.requests);
    }
  }
  for (const shape of shapes) await engine.dropTable(shape.name);
  return {
    mix: mix.name,
    batch,
    circulation: figuresOf(spent.circulation, scanCount),
    analytics: figuresOf(spent.analytics, scanCount),
  };
}

/** Not metered. */
async function fillShelves(engine: BenchEngine) {
  const client = engine.connect();
  const project = projectors(client);
  const before = shelves();
  await eventsTable(client, nameOf('events')).insert(before);
  for (let at = 0; at < before.length; at += 100) {
    await project.circulation(before.slice(at, at + 100));
    await project.analytics(before.slice(at, at + 100));
  }
}

function projectors(client: ReturnType<BenchEngine['connect']>) {
  const library = {
    client,
    tables: {
      events: nameOf('events'),
      inventory: nameOf('inventory'),
      stock: nameOf('stock'),
      analytics: nameOf('analytics'),
      control: nameOf('control'),
    },
    clock: () => '2026-11-23T08:00:00.000Z',
    repeatWindowMs: 10_000,
    timeZone: 'Europe/Berlin',
  };
  const circulation = everyGeneration(library, circulationProjector(library));
  const analytics = everyGeneration(library, analyticsProjector(library));
  return {
    circulation: async (events: readonly LibraryEvent[]) => assertDone(await circulation(events)),
    analytics: async (events: readonly LibraryEvent[]) => assertDone(await analytics(events)),
  };
}

function assertDone(failures: ReadonlyMap<string, unknown>) {
  for (const [streamId, cause] of failures) throw new Error(`${streamId} was not projected.`, { cause });
}

function figuresOf(requests: readonly MeteredRequest[], scans: number): ProjectorFigures {
  const sums = unitsOf(requests);
  const writes = requests.flatMap((request) => request.writes);
  const tables = Object.keys(TABLES).map((table) => {
    const own = writes.filter((write) => write.table === `bench-${table}`);
    return {
      table,
      writes: own.reduce((sum, { units }) => sum + units, 0) / scans,
      indexWrites: own.reduce((sum, { indexUnits }) => sum + indexUnits, 0) / scans,
    };
  });
  return {
    requests: sums.requests / scans,
    writes: (sums.tableWrites + sums.indexWrites) / scans,
    reads: sums.reads / scans,
    tables: tables.filter((one) => one.writes > 0),
  };
}
