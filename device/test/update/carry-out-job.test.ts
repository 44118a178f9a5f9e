import { readBundle } from '../../src/update/bundle-format';
import { carryOutJob, DownloadFailed } from '../../src/update/carry-out-job';
import { slotsIn } from '../../src/update/slots';
import { PowerCutDisk } from '../support/power-cut-disk';
import { bundleOf, contextOf, inPieces, pinned, spare, stranger, updateJob } from './update-fixture';

const CODE = 'module.exports = {};'.repeat(100);

describe('an update job', () => {
  let disk: PowerCutDisk;
  beforeEach(() => {
    disk = new PowerCutDisk();
    disk.makeFolder('/slots');
  });

  const refusalOf = async (bundle: Uint8Array, more: Parameters<typeof contextOf>[2] = {}) => {
    const outcome = await carryOutJob(updateJob(), contextOf(disk, bundle, more));
    expect(slotsIn(disk, '/slots').current()).toBeNull();
    expect(disk.paths().filter((path) => !['/slots', '/slots/a'].includes(path))).toEqual([]);
    return outcome;
  };

  it('puts a signed bundle into the idle slot, switches to it and asks for a restart', async () => {
    const outcome = await carryOutJob(updateJob(), contextOf(disk, bundleOf(CODE)));
    expect(outcome).toEqual({ kind: 'restart' });
    const slots = slotsIn(disk, '/slots');
    expect(slots.current()).toBe('a');
    expect(slots.read('a')).toEqual({
      version: '0.3.0',
      hasBundle: true,
      settings: {},
      trial: { jobId: 'job-1', before: null, phase: 'prepared' },
    });
    const stored = readBundle(disk.read('/slots/a/bundle') ?? Buffer.alloc(0), pinned);
    expect('code' in stored && stored.code.toString()).toBe(CODE);
  });

  it('takes a bundle that the other pinned key has signed', async () => {
    const bundle = bundleOf(CODE, {}, spare.privateKey);
    expect(await carryOutJob(updateJob(), contextOf(disk, bundle))).toEqual({ kind: 'restart' });
  });

  it('takes a bundle in pieces of one byte, and in one piece', async () => {
    const bundle = bundleOf(CODE);
    for (const size of [1, bundle.length]) {
      const context = contextOf(disk, bundle, { download: () => inPieces(bundle, size) });
      expect(await carryOutJob(updateJob(), context)).toEqual({ kind: 'restart' });
    }
  });

  it.each([
    ['not-a-bundle', Buffer.from('<html>not found</html>')],
    ['not-a-bundle', Buffer.from(`shelflog-reader-bundle 2\n{}\nAAAA\n`)],
    ['not-a-bundle', Buffer.from(`shelflog-reader-bundle ${'9'.repeat(5000)}`)],
    ['unsigned', unsigned(bundleOf(CODE))],
    ['bad-signature', bundleOf(CODE, {}, stranger.privateKey)],
    ['bad-signature', Buffer.from(bundleOf(CODE).toString().replace('"arm64"', '"arm65"'))],
    ['other-version', bundleOf(CODE, { version: '0.3.1' })],
    ['other-architecture', bundleOf(CODE, { arch: 'x64' })],
    ['other-architecture', bundleOf(CODE, { platform: 'darwin' })],
    ['other-parts', bundleOf(CODE, { needs: { 'aws-crt': '1.34.0' } })],
    ['other-parts', bundleOf(CODE, { needs: { 'left-pad': '1.0.0' } })],
    ['cut', bundleOf(CODE).subarray(0, 40)],
    ['cut', bundleOf(CODE).subarray(0, -1)],
    ['cut', Buffer.alloc(0)],
    ['altered', Buffer.concat([bundleOf(CODE), Buffer.from(' ')])],
    ['altered', flipped(bundleOf(CODE))],
  ])('refuses with %s, and leaves nothing behind', async (code, bundle) => {
    expect(await refusalOf(bundle)).toMatchObject({ kind: 'ended', status: 'REJECTED', code });
  });

  it('refuses an older version, by the job and by the bundle', async () => {
    const running = { slot: null, version: '0.10.0', settings: {} };
    expect(await refusalOf(bundleOf(CODE), { running })).toEqual({
      kind: 'ended',
      status: 'REJECTED',
      code: 'older',
      reason: '0.3.0 is older than 0.10.0, which runs',
    });
  });

  it('refuses a bundle that is larger than the disk before a byte is written', async () => {
    disk.free = 64 * 1024 * 1024;
    expect(await refusalOf(bundleOf(CODE))).toMatchObject({ status: 'REJECTED', code: 'disk-full' });
  });

  it('stops listening to a bundle that does not end, and has not written more than it said', async () => {
    const bundle = bundleOf(CODE);
    let sent = 0;
    const download = async function* (): AsyncGenerator<Uint8Array> {
      yield bundle;
      for (; sent < 1000; sent += 1) yield Buffer.alloc(10_000);
    };
    const free = disk.free;
    expect(await refusalOf(bundle, { download })).toMatchObject({ code: 'altered' });
    expect(sent).toBeLessThan(2);
    expect(free - disk.free).toBeLessThan(bundle.length + 1000);
  });

  it('refuses a bundle larger than any reader takes', async () => {
    const bundle = bundleOf('x'.repeat(64 * 1024 * 1024 + 1));
    const download = () => inPieces(bundle, 1_000_000);
    expect(await refusalOf(bundle, { download })).toMatchObject({ code: 'too-large' });
  });

  it('fails, and takes back what it wrote, where the disk fills up meanwhile', async () => {
    const append = disk.append.bind(disk);
    disk.append = (path, bytes) => {
      if (bytes.length > 50) disk.free = 10;
      append(path, bytes);
    };
    disk.freeBytes = () => 1e12;
    expect(await refusalOf(bundleOf(CODE))).toMatchObject({ status: 'FAILED', code: 'disk-full' });
  });

  it('fails where the bundle cannot be fetched', async () => {
    const download = async function* (): AsyncGenerator<Uint8Array> {
      yield bundleOf(CODE).subarray(0, 1000);
      throw new DownloadFailed('https://bundles.example answered 403');
    };
    expect(await refusalOf(bundleOf(CODE), { download })).toEqual({
      kind: 'ended',
      status: 'FAILED',
      code: 'download-failed',
      reason: 'https://bundles.example answered 403',
    });
  });

  it('is done where that version runs already', async () => {
    const running = { slot: null, version: '0.3.0', settings: {} };
    expect(await refusalOf(bundleOf(CODE), { running })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it.each([
    ['no object', 'update'],
    ['an unknown operation', { operation: 'reboot' }],
    ['a version with a path in it', { operation: 'update', version: '../../etc', url: 'https://x.example' }],
    ['an address without TLS', { operation: 'update', version: '0.3.0', url: 'http://x.example/b' }],
    ['a file address', { operation: 'update', version: '0.3.0', url: 'file:///etc/passwd' }],
    ['an extra field', { operation: 'settings', settings: {}, run: 'rm' }],
    ['a setting that would lose the reader', { operation: 'settings', settings: { endpoint: 'x' } }],
  ])('refuses a document with %s', async (_what, document) => {
    const outcome = await carryOutJob({ jobId: 'job-1', document }, contextOf(disk, bundleOf(CODE)));
    expect(outcome).toMatchObject({ status: 'REJECTED', code: 'unknown-document' });
  });
});

describe('a settings job', () => {
  const job = (settings: object) => ({ jobId: 'job-2', document: { operation: 'settings', settings } });
  let disk: PowerCutDisk;
  beforeEach(() => {
    disk = new PowerCutDisk();
    disk.makeFolder('/slots');
  });

  it('goes through a trial as a version does, with the installed code', async () => {
    const context = contextOf(disk, Buffer.alloc(0));
    expect(await carryOutJob(job({ mode: 'return' }), context)).toEqual({ kind: 'restart' });
    expect(slotsIn(disk, '/slots').read('a')).toEqual({
      version: '0.2.0',
      hasBundle: false,
      settings: { mode: 'return' },
      trial: { jobId: 'job-2', before: null, phase: 'prepared', waitsForScan: true },
    });
  });

  it('keeps the code of the slot that runs, and an update keeps the settings', async () => {
    const bundle = bundleOf(CODE);
    await carryOutJob(updateJob(), contextOf(disk, bundle));
    const running = { slot: 'a' as const, version: '0.3.0', settings: {} };
    await carryOutJob(job({ mode: 'return' }), contextOf(disk, bundle, { running }));
    const slots = slotsIn(disk, '/slots');
    expect(slots.current()).toBe('b');
    expect(disk.read('/slots/b/bundle')).toEqual(bundle);
    const changed = { slot: 'b' as const, version: '0.3.0', settings: { mode: 'return' as const } };
    const next = bundleOf(CODE, { version: '0.4.0' });
    await carryOutJob(updateJob('0.4.0'), contextOf(disk, next, { running: changed }));
    expect(slots.read('a')).toMatchObject({ version: '0.4.0', settings: { mode: 'return' } });
  });

  it('is done where they are in force already', async () => {
    const running = { slot: null, version: '0.2.0', settings: { mode: 'return' as const } };
    const outcome = await carryOutJob(job({ mode: 'return' }), contextOf(disk, Buffer.alloc(0), { running }));
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', code: 'runs-already' });
  });
});

function unsigned(bundle: Buffer): Buffer {
  const [mark, manifest, , ...code] = bundle.toString().split('\n');
  return Buffer.from([mark, manifest, '', ...code].join('\n'));
}

function flipped(bundle: Buffer): Buffer {
  const copy = Buffer.from(bundle);
  copy.writeUInt8(copy.readUInt8(copy.length - 7) ^ 1, copy.length - 7);
  return copy;
}
