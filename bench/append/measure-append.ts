import type { BenchEngine } from '../bench-engine';
import { meterRequests, unitsOf } from '../meter/request-meter';
import { type BenchScan, benchScans } from './bench-scan';
import type { Contender } from './contender';

export type Load = { readonly name: string; readonly streams: number; readonly length: number };

/** What one contender needed, each figure a scan. */
export type AppendFigures = {
  readonly contender: string;
  readonly load: string;
  readonly requests: number;
  readonly tableWrites: number;
  readonly indexWrites: number;
  readonly reads: number;
  /** As the engine reported it; undefined where it reports nothing. */
  readonly engineUnits?: number | undefined;
  readonly millis: number;
};

const WRITERS = 8;
const TIMED_RUNS = 3;

/** Counts first, one call at a time, then takes the time of the same load without a meter. */
export async function measureAppend(
  engine: BenchEngine,
  contender: Contender,
  load: Load,
): Promise<AppendFigures> {
  const scans = benchScans(load.streams, load.length);
  const onFreshTable = async <T>(run: () => Promise<T>): Promise<T> => {
    await engine.createTable(contender.table);
    const result = await run();
    await engine.dropTable(contender.table.name);
    return result;
  };
  const counted = await onFreshTable(() => count(engine, contender, scans));
  const millis: number[] = [];
  for (let run = 0; run < TIMED_RUNS; run += 1) {
    millis.push(await onFreshTable(() => time(engine, contender, scans, load)));
  }
  return { contender: contender.name, load: load.name, ...counted, millis: median(millis) };
}

async function count(engine: BenchEngine, contender: Contender, scans: readonly BenchScan[]) {
  const client = engine.connect();
  const meter = meterRequests(client, engine.connect(), [contender.table]);
  const append = contender.open(client);
  for (const call of inCalls(scans, contender.together)) await append(call);
  const { requests } = meter;
  const reported = requests.flatMap(({ engineUnits }) => engineUnits ?? []);
  const sums = unitsOf(requests);
  return {
    requests: sums.requests / scans.length,
    tableWrites: sums.tableWrites / scans.length,
    indexWrites: sums.indexWrites / scans.length,
    reads: sums.reads / scans.length,
    engineUnits:
      reported.length === requests.length
        ? reported.reduce((sum, units) => sum + units, 0) / scans.length
        : undefined,
  };
}

/** Milliseconds a scan with eight writers side by side, each tag's scans by the same one. */
async function time(engine: BenchEngine, contender: Contender, scans: readonly BenchScan[], load: Load) {
  const append = contender.open(engine.connect());
  const lanes = Array.from({ length: Math.min(WRITERS, load.streams) }, (): BenchScan[] => []);
  for (const [n, scan] of scans.entries()) lanes[(n % load.streams) % lanes.length]?.push(scan);
  const startedAt = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const call of inCalls(lane, contender.together)) await append(call);
    }),
  );
  return (performance.now() - startedAt) / scans.length;
}

function inCalls(scans: readonly BenchScan[], together: number): BenchScan[][] {
  const calls: BenchScan[][] = [];
  for (let at = 0; at < scans.length; at += together) calls.push(scans.slice(at, at + together));
  return calls;
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
