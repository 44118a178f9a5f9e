import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { openStore } from '../../src/store/durable-store';

/** Files of the process may not grow, as on a full disk, and then may again. */
const SCRIPT = `
  const { execFileSync } = require('node:child_process');
  const { openStore } = require('./local-aws/src/store/durable-store.ts');
  const filesUpTo = (bytes) => execFileSync('prlimit', ['--pid', String(process.pid), '--fsize=' + bytes + ':unlimited']);
  (async () => {
    const told = [], acknowledged = [], refusals = [];
    const store = await openStore(process.argv[1], (message) => told.push(message));
    const put = (key, size) => store.commit([{ type: 'put', key, value: 'x'.repeat(size) }]).then(
      () => acknowledged.push(key),
      (error) => refusals.push(error.message),
    );
    await put('before', 10);
    filesUpTo(4096);
    for (let n = 0; n < 5; n += 1) await put('full-' + n, 3000);
    filesUpTo('unlimited');
    for (let n = 0; n < 5; n += 1) await put('room-' + n, 300);
    process.stdout.write(JSON.stringify({ told, acknowledged, refusals, readable: (await store.get('before')) !== undefined }));
    process.exit();
  })();`;

const outcome = z.object({
  told: z.array(z.string()),
  acknowledged: z.array(z.string()),
  refusals: z.array(z.string()),
  readable: z.boolean(),
});

(process.platform === 'linux' ? describe : describe.skip)(
  'the durable store on a disk that is full for a while',
  () => {
    let directory: string;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'shelflog-full-disk-'));
    });
    afterAll(() => rm(directory, { recursive: true, force: true }));

    it('acknowledges nothing after a write was refused: what it says is kept is there at the next start', async () => {
      const child = spawn(process.execPath, ['--import', 'tsx', '-e', SCRIPT, directory], {
        cwd: join(__dirname, '../../..'),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const { told, acknowledged, refusals, readable } = outcome.parse(JSON.parse(await text(child.stdout)));

      const store = await openStore(directory);
      const kept = await store.getMany(acknowledged);
      await store.close();
      expect(acknowledged.filter((_, at) => kept[at] === undefined)).toEqual([]);
      expect(acknowledged).toContain('before');
      expect(acknowledged.length + refusals.length).toBe(11);
      expect(refusals.length).toBeGreaterThanOrEqual(9);
      expect(readable).toBe(true);
      expect(told).toEqual([expect.stringMatching(/could not be written.*Make room.*start it again/)]);
      expect(new Set(refusals)).toEqual(new Set(told));
    });
  },
);
