import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEngine } from '../../local/dynamodb/start-engine';
import { benchPlace, createTables } from './bench-place';
import type { MeasureName } from './measures';
import { fillLedger, fillTable } from './prepare';

/** Usage: tsx bench/rebuild/measure-rebuild.ts EVENTS TAGS FOLDER [MEASURE…]; the folder keeps the filled
 *  tables and the ledger for another run. */
const [events = '100000', tags = '20000', folder = '/tmp/shelflog-bench-rebuild', ...wanted] =
  process.argv.slice(2);
const ALL: readonly MeasureName[] = [
  'parse',
  'derive-from-ledger',
  'scan',
  'derive-from-table',
  'rebuild',
  'keep-rows',
  'write',
  'verify',
];

const LEDGER_ONLY: ReadonlySet<string> = new Set<MeasureName>(['parse', 'derive-from-ledger']);
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main() {
  const names = wanted.length > 0 ? wanted : ALL;
  const size = { events: Number(events), tags: Number(tags) };
  await mkdir(folder, { recursive: true });
  await once('ledger', () => fillLedger(benchPlace('', folder), size));
  for (const name of names.filter((each) => LEDGER_ONLY.has(each))) await measure(name, '');
  const others = names.filter((each) => !LEDGER_ONLY.has(each));
  if (others.length === 0) return;
  const engine = await startEngine({ directory: join(folder, 'dynamodb') });
  try {
    const place = benchPlace(engine.endpoint, folder);
    await once('table', async () => {
      await createTables(place.client);
      await fillTable(place, size);
    });
    for (const name of others) await measure(name, engine.endpoint);
  } finally {
    await engine.stop();
  }
}

async function measure(name: string, endpoint: string) {
  const child = join(__dirname, 'measure-child.ts');
  const args = ['--require', require.resolve('tsx/cjs'), child, name, endpoint, folder];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  say(stdout.trim());
}

/** Does what is not done yet in the folder. */
async function once(name: string, fill: () => Promise<void>) {
  const ready = join(folder, `${name}-is-filled`);
  if (existsSync(ready)) return;
  const startedAt = performance.now();
  await fill();
  await writeFile(ready, events);
  say(JSON.stringify({ name: `fill ${name}`, seconds: Math.round((performance.now() - startedAt) / 1000) }));
}

void main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
