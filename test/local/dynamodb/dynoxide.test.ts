import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { findDynoxide } from '../../../local/dynamodb/dynoxide';
import { startEngine } from '../../../local/dynamodb/start-engine';

const here = findDynoxide() === undefined ? describe.skip : describe;
if (findDynoxide() === undefined) process.stderr.write('SKIPPED: dynoxide is not here.\n');

here('dynoxide', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-dynoxide-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('finds the last record of a stream by index, from the first start on', async () => {
    const engine = await startEngine({ directory, choice: 'dynoxide' });
    await engine.stop();
    const sqlite = new Database(join(directory, 'dynoxide.db'), { fileMustExist: true });
    sqlite.exec('PRAGMA locking_mode = EXCLUSIVE');
    const plan = sqlite.all(
      "EXPLAIN QUERY PLAN SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = 't'",
    );
    sqlite.close();
    expect(JSON.stringify(plan)).toContain(
      'SEARCH _stream_records USING COVERING INDEX shelflog_stream_sequence',
    );
  });

  it('given one was left behind on the same data, when it is started, then the old one is ended first', async () => {
    const first = await startEngine({ directory, choice: 'dynoxide' });
    const second = await startEngine({ directory, choice: 'dynoxide' });
    await first.ended;
    expect((await fetch(second.endpoint, { method: 'POST' })).status).toBe(400);
    await second.stop();
  }, 20_000);

  it('given a first start was cut short, then the next one begins anew', async () => {
    await writeFile(join(directory, 'engine.pid'), '1\n');
    await writeFile(join(directory, 'new'), 'half');
    const engine = await startEngine({ directory, choice: 'dynoxide' });
    await engine.stop();
  });

  it('when it cannot start, then the error holds the end of its log', async () => {
    await writeFile(
      join(directory, 'dynoxide.db'),
      'this is no database, however long it may be'.repeat(100),
    );
    await expect(startEngine({ directory, choice: 'dynoxide' })).rejects.toThrow(
      /does not start.*\n.*database/s,
    );
  });
});
