import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const rows = z.array(z.record(z.string(), z.unknown()));
export type Row = z.infer<typeof rows>[number];

/** Asks DuckDB, which npm fetches when it is first needed; in a process of its own, for Jest does not find what was
 *  installed after it started. Errors: those of DuckDB, as it words them. */
export async function askDuckDb(sql: string): Promise<Row[]> {
  if (!existsSync(join(__dirname, 'node_modules/@duckdb/node-api'))) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: __dirname });
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'ask.cjs'), sql], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return rows.parse(JSON.parse(stdout));
}
