import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { startLocalBroker } from './support/local-broker';
import { oneByOne, writeReaderConfig } from './support/reader-process';
import { arrivedScans } from './support/test-broker';

jest.setTimeout(900_000);

const ROOT = resolve(__dirname, '../..');
/** What may be given away with a library's readers. */
const FREE = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
const MEGABYTE = 1024 * 1024;

const packageSchema = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  license: z.union([z.string(), z.looseObject({ type: z.string() })]).optional(),
});

/** As on a Raspberry Pi: the package alone, in an empty folder, from the registry. */
describe('the reader installed alone', () => {
  let dir: string;
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'reader-alone-'));
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(ROOT, file), join(dir, file));
    mkdirSync(join(dir, 'device'));
    for (const part of ['package.json', 'bin', 'src', 'rpio-stand-in']) {
      cpSync(join(ROOT, 'device', part), join(dir, 'device', part), { recursive: true });
    }
    npm('ci', '-w', 'device', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const reader = (...args: string[]) =>
    spawnSync(join(dir, 'node_modules', '.bin', 'shelflog-reader'), args, { cwd: dir, encoding: 'utf8' });
  const files = (): string[] =>
    readdirSync(join(dir, 'node_modules'), { recursive: true })
      .map(String)
      .filter((path) => !path.startsWith(`@shelflog${sep}`));
  const packages = () =>
    files()
      .filter((path) => /(^|node_modules\/)(@[^/]+\/)?[^/@]+\/package\.json$/.test(path))
      .map((path) => packageSchema.parse(JSON.parse(readFileSync(join(dir, 'node_modules', path), 'utf8'))));

  it('needs no script of a package to show its help and its version’s commands', () => {
    const { status, stdout } = reader('--help');
    expect(status).toBe(0);
    for (const command of [
      'run',
      'setup',
      'doctor',
      'write-tag',
      'test-read',
      'acceptance',
      'sip2',
      'sip2-password',
    ]) {
      expect(stdout).toContain(command);
      expect(reader(command, '--help').status).toBe(0);
    }
  });

  it('makes keys, is examined, and brings scans of a simulated chip to a broker', async () => {
    const broker = await startLocalBroker();
    try {
      expect(reader('setup', '--reader', 'desk-1', '--out', join(dir, 'made')).status).toBe(0);
      expect(existsSync(join(dir, 'made', 'desk-1.csr.pem'))).toBe(true);
      const config = writeReaderConfig({
        dir: join(dir, 'reader'),
        readerId: 'desk-1',
        port: broker.port,
        files: await broker.filesOf('desk-1'),
        script: oneByOne(['1', '2', '3'], 700, 2000),
      });
      // Not spawnSync: the broker lives in this process.
      const examined = await ended('doctor', '--config', config);
      expect(examined).toEqual({ code: 0, out: 'Nothing is wrong with this reader.\n' });
      await ended('run', '--config', config);
      expect(arrivedScans(broker, 'desk-1').map(({ tagId }) => tagId)).toEqual(['1', '2', '3']);
    } finally {
      await broker.close();
    }
  });

  it('holds no GPL part, and nothing whose licence is not known', () => {
    const licences = packages().map(({ name, version, license }) => ({
      what: `${name}@${version}`,
      licence: typeof license === 'string' ? license : license?.type,
    }));
    expect(licences.length).toBeGreaterThan(50);
    expect(licences.filter(({ licence }) => /GPL/i.test(licence ?? ''))).toEqual([]);
    expect(licences.filter(({ licence }) => !FREE.includes(licence ?? ''))).toEqual([]);
    // rpio's licence names the GPL of its bcm2835.c: what lies there is the stand-in.
    expect(files().filter((path) => /bcm2835/.test(path))).toEqual([]);
  });

  it('compiles spi-device and nothing else, and takes less than 150 MB', () => {
    npm('rebuild', '--ignore-scripts=false');
    const compiled = files().filter((path) => /\/build\/Release\/[^/]+\.node$/.test(path));
    expect(compiled.map((path) => path.split('/')[0])).toEqual(['spi-device']);
    const bytes = files()
      .map((path) => statSync(join(dir, 'node_modules', path), { throwIfNoEntry: false }))
      .reduce((sum, stat) => sum + (stat?.isFile() ? stat.size : 0), 0);
    process.stderr.write(
      `installed alone: ${packages().length} packages, ${Math.round(bytes / MEGABYTE)} MB; compiled: ${compiled.join(', ')}\n`,
    );
    expect(bytes).toBeLessThan(150 * MEGABYTE);
  });

  async function ended(...args: string[]) {
    const child = spawn(join(dir, 'node_modules', '.bin', 'shelflog-reader'), args, { cwd: dir });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
      if (out.includes('"upTo":3')) child.kill('SIGTERM');
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
    const code = await new Promise((resolveCode) => child.once('close', resolveCode));
    clearTimeout(timer);
    return { code, out };
  }
});
