import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NAMES } from '../../contract/names';
import { OPS_GRANTS } from '../../contract/roles';
import { buildCode } from '../../device/bundle/build-code';
import { encodeBundle } from '../../device/src/update/bundle-format';
import { oneByOne, writeReaderConfig } from '../../device/test/support/reader-process';
import { SupervisedReader } from '../../device/test/update/supervised-reader';
import { signer, spare } from '../../device/test/update/update-fixture';
import { type RunningStack, startRunningStack } from '../permissions/running-stack';

jest.setTimeout(400_000);

const BIN = resolve(__dirname, '../../bin/shelflog.js');
const OPS = NAMES.role('local', 'ops');

/** The command line against the local stack, and a reader's own program there: `desk-2` runs, `desk-3` is away. */
describe('a roll-out to the readers of a running stack', () => {
  let stack: RunningStack;
  let reader: SupervisedReader;
  let code: Awaited<ReturnType<typeof buildCode>>;
  beforeAll(async () => {
    stack = await startRunningStack();
    code = await buildCode();
    for (const id of ['desk-2', 'desk-3']) await json('reader', 'add', id);
    const pem = [signer, spare].map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }));
    const keys = join(stack.folder, 'update-keys.pem');
    writeFileSync(keys, pem.join(''));
    const { port, ca, cert, key } = await json('reader', 'add', 'desk-2');
    const config = writeReaderConfig({
      dir: stack.folder,
      readerId: 'desk-2',
      port: Number(port),
      files: { ca: String(ca), cert: String(cert), key: String(key) },
      script: oneByOne(
        Array.from({ length: 300 }, (_, n) => `tag-${n}`),
        1_500,
      ),
      more: { update: { dir: join(stack.folder, 'versions'), keys, trialSeconds: 30 } },
    });
    reader = new SupervisedReader(config);
    await reader.until(() => reader.of('published').length > 0, 'a first scan with the broker');
  });
  afterAll(async () => {
    await reader?.end();
    await stack?.close();
  });

  const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { output } = await stack.cli(...args, '--json');
    // Notes of stderr come after it.
    return JSON.parse(output.slice(output.indexOf('{'), output.lastIndexOf('}') + 1));
  };
  const bundle = (version: string, text: string | Uint8Array) => {
    const manifest = { version, platform: process.platform, arch: process.arch, needs: code.needs };
    const bytes = encodeBundle(Buffer.from(text), manifest, signer.privateKey);
    writeFileSync(join(stack.folder, `reader-${version}.bundle`), bytes);
  };

  it('ends cleanly at Ctrl-C while a reader is away, and is taken up again where it was', async () => {
    bundle('0.9.0', code.code);
    const child = spawn(process.execPath, [BIN, 'reader', 'roll-out', '0.9.0', '--waves', '1,all'], {
      cwd: stack.folder,
    });
    let said = '';
    child.stderr.on('data', (text) => {
      if (!said.includes('Wave 2 of 2') && String(said + text).includes('Wave 2 of 2')) child.kill('SIGINT');
      said += text;
    });
    const [exitCode] = await once(child, 'close');
    expect([exitCode, said]).toEqual([
      3,
      [
        'Wave 1 of 2: ordered for desk-2.',
        '  desk-2: runs it',
        'Wave 2 of 2: ordered for desk-3.',
        'What was ordered goes on; the same command takes it up again.',
        'Interrupted.',
        '',
      ].join('\n'),
    ]);
    const again = await json('reader', 'roll-out', '0.9.0', '--only', 'desk-2');
    expect(again).toEqual({
      version: '0.9.0',
      readers: 1,
      succeeded: ['desk-2'],
      failures: [],
      open: [],
      unknown: [],
    });
  });

  it('stops at the reader on which a version does not load, and says why', async () => {
    bundle('0.9.1', 'throw new Error("not what it was");');
    const { code: exitCode, output } = await stack.cli('reader', 'roll-out', '0.9.1', '--waves', '1,all');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/desk-2 does not run 0\.9\.1: (not-loadable|crashed): /);
    expect(output).toContain('0 of 2 readers run 0.9.1.');
    expect(output).not.toContain('desk-3.');
  });

  it('sends nothing that the readers would refuse', async () => {
    const { code: exitCode, output } = await stack.cli(
      'reader',
      'roll-out',
      '0.9.2',
      '--bundle',
      'reader-0.9.1.bundle',
    );
    expect([exitCode, output]).toEqual([2, 'reader-0.9.1.bundle is version 0.9.1, not 0.9.2.\n']);
    const stranger = await stack.cli('reader', 'roll-out', '0.9.1', '--only', 'desk-9');
    expect([stranger.code, stranger.output]).toEqual([2, 'No reader of this stage is called desk-9.\n']);
  });

  it('is done by an operator with every permission that the contract gives for it, and no other', () => {
    expect(stack.denials.filter(({ role }) => role === OPS)).toEqual([]);
    const granted = OPS_GRANTS.filter(({ on }) => on.kind.startsWith('reader-')).flatMap(
      ({ actions }) => actions,
    );
    const used = new Set(stack.used.filter(({ role }) => role === OPS).map(({ action }) => action));
    expect(granted.filter((action) => !used.has(action))).toEqual([]);
    const fetched = stack.used.filter(({ role }) => role === NAMES.role('local', 'reader-bundles'));
    expect(fetched.map(({ action }) => action)).toContain('s3:GetObject');
  });
});
