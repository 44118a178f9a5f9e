import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const PACKAGE = join(__dirname, 'node_modules/@duckdb/node-api');

const rows = z.array(z.record(z.string(), z.unknown()));
export type Row = z.infer<typeof rows>[number];

type Api = {
  readonly DuckDBInstance: {
    create(path: string): Promise<{ connect(): Promise<Connection> }>;
  };
};
type Connection = {
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): unknown }>;
  closeSync(): void;
};

/** Asks DuckDB, which npm fetches when it is first needed. Errors: those of DuckDB, as it words them. */
export async function askDuckDb(sql: string): Promise<Row[]> {
  if (!existsSync(PACKAGE)) {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: __dirname });
  }
  const { DuckDBInstance }: Api = require(PACKAGE);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    await connection.runAndReadAll("SET TimeZone = 'UTC'");
    return rows.parse((await connection.runAndReadAll(sql)).getRowObjectsJson());
  } finally {
    connection.closeSync();
  }
}
