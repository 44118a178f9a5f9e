import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { indexScans } from '../../local-aws/src/dynamodb/dynoxide';
import { startEngine } from '../../local-aws/src/dynamodb/start-engine';
import { engineOfEnvironment } from '../../stack/environment';
import { benchLibrary } from './bench-library';
import type { HistorySize } from './library-history';
import type { MeasureName } from './measures';
import { emptyReadModels, once, prepareLedger, prepareTable } from './prepare';

const SIZES: readonly HistorySize[] = [
  { events: 100_000, tags: 20_000 },
  { events: 1_000_000, tags: 20_000 },
];

const measured = z.looseObject({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakMb: z.number(),
});
type Measured = z.infer<typeof measured>;
type RebuildRun = HistorySize & { readonly measures: Readonly<Record<string, Measured>> };

type Step = MeasureName | 'empty read models';

/** The machine is slower in one minute than in the next: what is compared is taken in turn, several times. */
const OF_THE_LEDGER: readonly MeasureName[] = times(5, ['parse', 'derive-from-ledger']);
const ROUND: readonly Step[] = ['scan', 'derive-from-table', 'empty read models', 'rebuild'];
/** Rows are written into empty tables each time. */
const WRITE: readonly Step[] = ['empty read models', 'write'];
const OF_THE_TABLE: readonly Step[] = [
  'count-reads',
  'castore',
  ...ROUND,
  'dry-run-from-ledger',
  'keep-rows',
  ...WRITE,
  ...times(2, [...ROUND, ...WRITE]),
];

/** Rebuilding beside the bare work that it consists of, each measure in a process of its own. The filled
 *  tables stay in the folder for the next run. */
export async function measureRebuild(
  say: (line: string) => void,
  folder = join(tmpdir(), 'shelflog-bench-rebuild'),
  sizes: readonly HistorySize[] = SIZES,
): Promise<{ engine: string; runs: RebuildRun[] }> {
  const runs: RebuildRun[] = [];
  let kind = '';
  for (const size of sizes) {
    const place = join(folder, String(size.events));
    await mkdir(place, { recursive: true });
    const taken: Record<string, Measured[]> = {};
    const measure = async (name: MeasureName, endpoint: string) => {
      const one = await measureOne(name, endpoint, place, size);
      taken[name] = [...(taken[name] ?? []), one];
      say(`rebuild: ${size.events} events, ${name}: ${JSON.stringify(one)}`);
    };
    await once(place, 'ledger', () => prepareLedger(place, size));
    for (const name of OF_THE_LEDGER) await measure(name, '');
    const engine = await openIndexed(join(place, 'dynamodb'));
    kind = engine.kind();
    try {
      await once(place, 'table', () => prepareTable(engine.endpoint(), place, size));
      await engine.index();
      for (const step of OF_THE_TABLE) {
        if (step === 'empty read models') {
          await emptyReadModels(benchLibrary(engine.endpoint(), place));
          await engine.index();
        } else await measure(step, engine.endpoint());
      }
    } finally {
      await engine.stop();
    }
    const measures = Object.fromEntries(Object.entries(taken).map(([name, all]) => [name, middleOf(all)]));
    runs.push({ ...size, measures });
  }
  return { engine: kind, runs };
}

function times<T>(count: number, steps: readonly T[]): T[] {
  return Array.from({ length: count }, () => steps).flat();
}

/** The medians of time and of memory, with those of each time. */
function middleOf(all: readonly Measured[]): Measured {
  const middle = medianBy(all, ({ seconds }) => seconds);
  const { peakMb } = medianBy(all, (one) => one.peakMb);
  if (all.length === 1) return middle;
  const turns = all.map(({ seconds }) => seconds);
  return { ...middle, peakMb, turns, peaks: all.map((one) => one.peakMb) };
}

function medianBy<T>(all: readonly T[], figure: (one: T) => number): T {
  const middle = [...all].sort((a, b) => figure(a) - figure(b))[Math.floor(all.length / 2)];
  if (middle === undefined) throw new Error('Nothing was measured.');
  return middle;
}

/** The local engine; dynoxide with the index that its scans lack, which tables that have just been made have not
 *  yet. Both sides of every ratio read by it. */
async function openIndexed(directory: string) {
  const start = () => startEngine({ directory, ...engineOfEnvironment() });
  let engine = await start();
  return {
    kind: () => engine.kind,
    endpoint: () => engine.endpoint,
    async index() {
      if (engine.kind !== 'dynoxide') return;
      await engine.stop();
      indexScans(directory);
      engine = await start();
    },
    stop: () => engine.stop(),
  };
}

async function measureOne(name: MeasureName, endpoint: string, folder: string, size: HistorySize) {
  const child = join(__dirname, 'measure-child.ts');
  const { events, tags } = size;
  const args = [
    // As the command begins.
    '--require',
    require.resolve('../../wiring/process-settings.cjs'),
    '--require',
    require.resolve('tsx/cjs'),
    child,
    name,
    endpoint,
    folder,
    `${events}`,
    `${tags}`,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return measured.parse(JSON.parse(stdout));
}
