import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEngine } from '../../local/dynamodb/start-engine';
import { benchPlace, createTables } from './bench-place';
import type { MeasureName } from './measures';
import { prepare } from './prepare';

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

async function main() {
  await mkdir(folder, { recursive: true });
  const engine = await startEngine({ directory: join(folder, 'dynamodb') });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const place = benchPlace(engine.endpoint, folder);
    const ready = join(folder, 'prepared');
    if (!existsSync(ready)) {
      const startedAt = performance.now();
      await createTables(place.client);
      await prepare(place, { events: Number(events), tags: Number(tags) });
      await writeFile(ready, events);
      say(JSON.stringify({ name: 'prepare', seconds: Math.round((performance.now() - startedAt) / 1000) }));
    }
    for (const name of wanted.length > 0 ? wanted : ALL) {
      const child = join(__dirname, 'measure-child.ts');
      const args = ['--require', require.resolve('tsx/cjs'), child, name, engine.endpoint, folder];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      say(stdout.trim());
    }
  } finally {
    await engine.stop();
  }
}

void main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
