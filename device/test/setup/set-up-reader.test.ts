import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReader } from '../../../infra/reader-request';
import { checkFiles } from '../../src/config/check-files';
import { readConfig } from '../../src/config/read-config';
import { forOps } from '../../src/setup/for-ops';
import { setUpReader } from '../../src/setup/set-up-reader';
import { readUpdateKeys } from '../../src/update/update-keys';

describe('setting up a reader', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'reader-setup-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const publicPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
  const keysFile = (...keys: KeyObject[]) => {
    const file = join(dir, 'keys.pem');
    writeFileSync(file, keys.map(publicPem).join(''));
    return file;
  };
  const setUp = async (updateKeys?: string, readerId = 'desk-1') =>
    await setUpReader({ readerId, outDir: join(dir, 'out'), updateKeys });
  const twoKeys = () =>
    keysFile(generateKeyPairSync('ed25519').publicKey, generateKeyPairSync('ed25519').publicKey);

  it('makes a P-256 key for its owner alone, and a request that OpenSSL and the stage’s check take', async () => {
    const done = await setUp();
    if ('fault' in done) throw new Error(done.fault.message);
    expect(done.keyFile).toBe(join(dir, 'out', 'desk-1.key.pem'));
    expect(statSync(done.keyFile).mode & 0o777).toBe(0o600);
    expect(createPrivateKey(readFileSync(done.keyFile)).asymmetricKeyDetails).toEqual({
      namedCurve: 'prime256v1',
    });
    const said = execFileSync(
      'openssl',
      ['req', '-in', done.requestFile, '-noout', '-verify', '-subject', '-pubkey'],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    expect(said).toMatch(/subject=CN ?= ?desk-1\n/);
    const own = execFileSync('openssl', ['pkey', '-in', done.keyFile, '-pubout'], { encoding: 'utf8' });
    expect(said).toContain(own);
    expect(readReader(join(dir, 'out'), 'desk-1')).toEqual({
      id: 'desk-1',
      csrPem: readFileSync(done.requestFile, 'utf8'),
    });
    expect(readFileSync(done.requestFile, 'utf8')).not.toContain('PRIVATE');
  });

  it('never writes over a key', async () => {
    await setUp();
    const before = readFileSync(join(dir, 'out', 'desk-1.key.pem'), 'utf8');
    expect(await setUp()).toEqual({
      fault: { code: 'key-exists', message: expect.stringContaining('desk-1.key.pem is there already') },
    });
    expect(readFileSync(join(dir, 'out', 'desk-1.key.pem'), 'utf8')).toBe(before);
  });

  it('pins the two keys that may sign updates', async () => {
    const done = await setUp(twoKeys());
    if ('fault' in done || !done.updateKeysFile) throw new Error('nothing is pinned');
    const pinned = readUpdateKeys(done.updateKeysFile);
    expect('keys' in pinned && pinned.keys.length).toBe(2);
  });

  it.each([
    ['one key', () => keysFile(generateKeyPairSync('ed25519').publicKey)],
    [
      'the same key twice',
      () => {
        const { publicKey } = generateKeyPairSync('ed25519');
        return keysFile(publicKey, publicKey);
      },
    ],
    [
      'a key of another kind',
      () =>
        keysFile(
          generateKeyPairSync('ed25519').publicKey,
          generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
        ),
    ],
    ['no file', () => join(dir, 'none.pem')],
  ])('refuses to pin %s, and makes no key then', async (_what, file) => {
    expect(await setUp(file())).toEqual({
      fault: expect.objectContaining({ code: 'update-keys-unreadable' }),
    });
    expect(existsSync(join(dir, 'out'))).toBe(false);
  });

  it('tells what ops need, with a config that is whole but for the endpoint', async () => {
    const done = await setUp(twoKeys());
    if ('fault' in done) throw new Error(done.fault.message);
    const text = forOps(done);
    expect(text).toContain(done.requestSha256);
    expect(text).toContain('readers/desk-1.csr.pem');
    const config = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
    writeFileSync(join(dir, 'out', 'reader.json'), config);
    const read = readConfig(join(dir, 'out', 'reader.json'));
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    expect(checkFiles(read.config).map(({ code }) => code)).toEqual([
      'certificate-unreadable',
      'ca-unreadable',
    ]);
  });
});
