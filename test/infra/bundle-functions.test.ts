import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '../../infra/bundle-functions';
import { deterministicZip } from '../../infra/deterministic-zip';
import { FUNCTION_NAMES } from './synthesized';

const folder = mkdtempSync(join(tmpdir(), 'shelflog-bundle-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HANDLER = `
  import { z } from '${require.resolve('zod')}';
  export const handler = async (event: unknown) => ({ doubled: 2 * z.number().parse(event) });
`;

function entriesOf(source: string) {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, source);
  return Object.fromEntries(FUNCTION_NAMES.map((name) => [name, entry]));
}

function folderNamed(name: string): string {
  mkdirSync(join(folder, name), { recursive: true });
  return join(folder, name);
}

/** Name and bytes of each stored entry. */
function entriesIn(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = 0;
  while (zip.readUInt32LE(at) === 0x04034b50) {
    expect(zip.readUInt16LE(at + 8)).toBe(0);
    const size = zip.readUInt32LE(at + 18);
    const nameEnd = at + 30 + zip.readUInt16LE(at + 26);
    const start = nameEnd + zip.readUInt16LE(at + 28);
    files.set(zip.toString('utf8', at + 30, nameEnd), zip.subarray(start, start + size));
    at = start + size;
  }
  return files;
}

describe('bundles', () => {
  it('are the same bytes wherever they are made, and others for other source', async () => {
    const first = await bundleFunctions(folderNamed('a'), entriesOf(HANDLER));
    const again = await bundleFunctions(folderNamed('b/deeper'), entriesOf(HANDLER));
    const other = await bundleFunctions(folderNamed('c'), entriesOf(HANDLER.replace('2 *', '3 *')));
    expect(again.api.sha256Base64).toBe(first.api.sha256Base64);
    expect(readFileSync(again.api.zipFile)).toEqual(readFileSync(first.api.zipFile));
    expect(other.api.sha256Base64).not.toBe(first.api.sha256Base64);
  });

  it('hold a handler with its libraries, and its source map', async () => {
    const { api } = await bundleFunctions(folderNamed('d'), entriesOf(HANDLER));
    const files = entriesIn(readFileSync(api.zipFile));
    expect([...files.keys()]).toEqual(['index.js', 'index.js.map']);
    const unpacked = join(folderNamed('unpacked'), 'index.js');
    writeFileSync(unpacked, files.get('index.js')!);
    const { handler } = createRequire(unpacked)(unpacked);
    await expect(handler(21)).resolves.toEqual({ doubled: 42 });
    const map = JSON.parse(files.get('index.js.map')!.toString());
    expect(map.sources.some((source: string) => source.endsWith('entry.ts'))).toBe(true);
  });

  it('when entry points are missing, then each is named', async () => {
    const entries = {
      ...entriesOf(HANDLER),
      api: join(folder, 'none.ts'),
      'ingest-scans': join(folder, 'no.ts'),
    };
    await expect(bundleFunctions(folder, entries)).rejects.toThrow(
      /no entry point:\n {2}ingest-scans: .*no\.ts\n {2}api: .*none\.ts$/,
    );
  });

  it('when source does not build, then the reason is given', async () => {
    await expect(bundleFunctions(folder, entriesOf("import './nowhere';"))).rejects.toThrow(/nowhere/);
  });
});

describe('a zip', () => {
  it('does not depend on the order in which files were named', async () => {
    const a = ['a.txt', Buffer.from('a')] as const;
    const b = ['b.txt', Buffer.from('b')] as const;
    expect(await deterministicZip(new Map([b, a]))).toEqual(await deterministicZip(new Map([a, b])));
  });

  it('carries the same date in every time zone', async () => {
    const zip = await deterministicZip(new Map([['a', Buffer.from('a')]]));
    const [time, date] = [zip.readUInt16LE(10), zip.readUInt16LE(12)];
    expect([time, date]).toEqual([0, 0x0021]);
  });
});
