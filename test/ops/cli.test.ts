import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const BIN = resolve(__dirname, '../../bin/shelflog.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [BIN, ...args], { cwd: folder }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });

/** The packages that a command line has loaded when it ends. */
async function packagesLoadedBy(...args: string[]): Promise<string[]> {
  const list = join(folder, 'loaded.json');
  const hook = join(folder, 'hook.cjs');
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(require.cache))));`,
  );
  await new Promise((done) => execFile(process.execPath, ['-r', hook, BIN, ...args], { cwd: folder }, done));
  const files = z.array(z.string()).parse(JSON.parse(readFileSync(list, 'utf8')));
  const packages = files.map(
    (file) =>
      file
        .split('node_modules/')
        .at(1)
        ?.match(/^(@[^/]+\/)?[^/]+/)?.[0],
  );
  return [...new Set(packages)].filter((name) => name !== undefined).sort();
}

describe('shelflog, in a folder where no stack runs', () => {
  it('lists its commands and ends with 0 when asked for help', async () => {
    const { code, stdout } = await cli('--help');
    expect(code).toBe(0);
    for (const command of ['start', 'publish', 'import', 'export', 'status', 'quarantine', 'reader']) {
      expect(stdout).toContain(command);
    }
  });

  it.each([['--help'], ['rebuild', '--help'], ['audit', '--help']])(
    'shows %s %s without loading what only the work needs',
    async (...args) => {
      expect(await packagesLoadedBy(...args)).toEqual(['commander', 'esbuild', 'tsx']);
    },
  );

  it('shows the columns of each import', async () => {
    expect((await cli('import', 'loans', '--help')).stdout).toMatch(/tag_id,borrowed_at,returned_at/);
  });

  it.each([
    ['an unknown command', ['lend']],
    ['a missing argument', ['publish']],
    ['an unknown option', ['status', '--colour']],
    ['a bad number', ['quarantine', 'list', '--limit', 'many']],
    ['a stage that does not exist', ['export', '--stage', 'nowhere']],
  ])('ends with 2 on %s', async (_, args) => {
    const { code, stderr } = await cli(...args);
    expect({ code, said: stderr.length > 0 }).toEqual({ code: 2, said: true });
  });

  it('ends with 3 and says how to start a stack when one is needed', async () => {
    const { code, stdout, stderr } = await cli('status');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('npx shelflog start');
  });

  it('prints one JSON document with --json, also when it fails', async () => {
    const { code, stdout } = await cli('status', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining('No local stack runs here') });
  });

  it.each([
    ['an unknown command', ['lend', '--json'], "unknown command 'lend'"],
    ['an unknown option', ['status', '--json', '--colour'], "unknown option '--colour'"],
    ['no command', ['--json'], 'Name a command'],
    ['no command of a group', ['quarantine', '--json'], 'Name a command'],
  ])('prints one JSON document with --json on %s', async (_, args, reason) => {
    const { code, stdout } = await cli(...args);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining(reason) });
  });

  it('takes no notice of a file that a killed stack left behind', async () => {
    const dead = { pid: 2 ** 22 + 1, apiUrl: 'http://127.0.0.1:1' };
    mkdirSync(join(folder, '.shelflog'), { recursive: true });
    writeFileSync(join(folder, '.shelflog/local.json'), JSON.stringify({ ...whole, ...dead }));
    expect((await cli('status')).stderr).toContain('No local stack runs here');
  });

  it('says which file to remove when it cannot be understood', async () => {
    writeFileSync(join(folder, '.shelflog/local.json'), '{"pid":');
    const { code, stderr } = await cli('status');
    expect(code).toBe(3);
    expect(stderr).toContain('local.json');
  });
});

const whole = {
  token: 't',
  mqtt: { host: '127.0.0.1', port: 1, ca: 'ca', cert: 'cert', key: 'key', clientId: 'desk-1' },
  endpoint: 'http://127.0.0.1:1',
  region: 'eu-central-1',
  tables: { events: 'e', inventory: 'i', stock: 's', analytics: 'a', control: 'c' },
  bucket: 'b',
  quarantineBucket: 'q',
  timeZone: 'UTC',
  dataDir: '/nowhere',
  credentials: { accessKeyId: 'A', secretAccessKey: 'B' },
};
