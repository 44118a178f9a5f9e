import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/durable-store';

describe('the durable store', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-store-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('gives entries in the order of keys, from either end', async () => {
    const store = await openStore(directory);
    await store.commit(['b', 'a', 'c', 'z'].map((key) => ({ type: 'put', key: `x/${key}`, value: key })));
    await store.write([{ type: 'del', key: 'x/z' }]);

    const forward: string[] = [];
    for await (const [key] of store.entries({ gte: 'x/', lt: 'x0' })) forward.push(key);
    const backward: string[] = [];
    for await (const key of store.keys({ gte: 'x/', lt: 'x0', reverse: true, limit: 2 })) backward.push(key);

    expect(forward).toEqual(['x/a', 'x/b', 'x/c']);
    expect(backward).toEqual(['x/c', 'x/b']);
    expect(await store.getMany(['x/a', 'x/z'])).toEqual(['a', undefined]);
    await store.close();
  });

  it('when a second process opens the same directory, then it says what to do', async () => {
    const store = await openStore(directory);
    await expect(openStore(directory)).rejects.toThrow('in use by another local stack');
    await store.close();
  });

  it('given many commits at once, then each is readable when it resolves', async () => {
    const store = await openStore(directory);
    await Promise.all(
      Array.from({ length: 500 }, async (_, n) => {
        await store.commit([{ type: 'put', key: `k${n}`, value: String(n) }]);
        expect(await store.get(`k${n}`)).toBe(String(n));
      }),
    );
    await store.close();
  });

  it('given the process is killed, then what was committed is there at the next start', async () => {
    const script = `
      const { openStore } = require('./local-aws/src/store/durable-store.ts');
      openStore(process.argv[1]).then(async (store) => {
        await store.commit([{ type: 'put', key: 'k', value: 'committed' }]);
        await store.write([{ type: 'put', key: 'w', value: 'written' }]);
        process.stdout.write('done');
        setInterval(() => undefined, 1000);
      });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '-e', script, directory], {
      cwd: join(__dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const store = await openStore(directory);
    expect(await store.getMany(['k', 'w'])).toEqual(['committed', 'written']);
    await store.close();
  });
});
