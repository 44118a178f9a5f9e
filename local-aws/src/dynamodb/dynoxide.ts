import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { z } from 'zod';
import type { EngineProgram } from './engine-program';
import { runUntilReady } from './run-until-ready';

const PACKAGE = '@dynoxide/linux-x64/package.json';
const DATABASE = 'dynoxide.db';

/** Path of dynoxide's binary, or undefined where npm has installed none: it exists for Linux on x64. */
export function findDynoxide(): string | undefined {
  try {
    return join(dirname(require.resolve(PACKAGE)), 'dynoxide');
  } catch {
    return undefined;
  }
}

/** dynoxide in memory. */
export function dynoxideInMemory(binary: string): EngineProgram {
  return {
    kind: 'dynoxide',
    mark: undefined,
    prepare: async () => undefined,
    command: (port) => ({ command: binary, args: ['--port', String(port)] }),
  };
}

/** dynoxide over a SQLite file in `directory`. */
export function dynoxide(binary: string, directory: string): EngineProgram {
  const database = join(directory, DATABASE);
  return {
    kind: 'dynoxide',
    mark: database,
    prepare: () => createDatabase(binary, directory, database),
    command: (port) => ({ command: binary, args: ['--db-path', database, '--port', String(port)] }),
  };
}

/** Lets dynoxide make its database, adds the index that its streams lack, and only then gives it its name:
 *  a database of that name is always complete.
 *  Without the index every write to a table with a stream reads all of its stream's records. */
async function createDatabase(binary: string, directory: string, database: string): Promise<void> {
  if (existsSync(database)) return;
  const scratch = join(directory, 'new');
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const fresh = join(scratch, DATABASE);
  const running = await runUntilReady(
    { ...dynoxide(binary, scratch), prepare: async () => undefined },
    scratch,
  );
  await running.stop();
  withDatabase(fresh, (sqlite) =>
    sqlite.exec(
      'CREATE INDEX IF NOT EXISTS local_aws_stream_sequence ON _stream_records(table_name, CAST(sequence_number AS INTEGER))',
    ),
  );
  await rename(fresh, database);
  await rm(scratch, { recursive: true });
}

/** Adds the index that scans of the tables in this directory lack: without it each page of one sorts all that is
 *  left of its segment, which of a million items takes seconds. To be called while dynoxide is not running. */
export function indexScans(directory: string): void {
  withDatabase(join(directory, DATABASE), (sqlite) => {
    for (const { name } of tableNames.parse(sqlite.all('SELECT table_name AS name FROM _tables'))) {
      sqlite.exec(`CREATE INDEX IF NOT EXISTS "local_aws_scan_${name}" ON "${name}"(hash_prefix, pk, sk)`);
    }
  });
}

const tableNames = z.array(z.object({ name: z.string() }));

function withDatabase(file: string, work: (sqlite: Database) => void): void {
  const sqlite = new Database(file, { fileMustExist: true });
  try {
    // This build of SQLite has no shared memory: it can open a write-ahead log only alone.
    sqlite.exec('PRAGMA locking_mode = EXCLUSIVE');
    work(sqlite);
  } finally {
    sqlite.close();
  }
}
