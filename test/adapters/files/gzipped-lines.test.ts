import { gzipSync } from 'node:zlib';
import { unzipBytes, unzipLines, zipLines } from '../../../adapters/files/gzipped-lines';
import { FileUnreadableError, MAX_FILE_BYTES } from '../../../app/ledger/ledger';

describe('gzipped lines', () => {
  it.each([
    ['one', ['{}']],
    ['many', Array.from({ length: 20_000 }, (_, i) => `{"n":${i},"text":"Größe 書"}`)],
    ['a long one', ['x'.repeat(1_000_000)]],
  ])('come back as they were: %s', async (_, lines) => {
    const { bytes, sha256 } = await zipLines(lines);
    expect(await unzipLines('f', bytes)).toEqual({ lines, sha256 });
  });

  it('given several members, then all of them come back, whatever size the last one says', async () => {
    const bytes = Buffer.concat([gzipSync('a\n'.repeat(50_000)), gzipSync('b\n')]);
    expect((await unzipBytes('f', bytes)).toString()).toBe(`${'a\n'.repeat(50_000)}b\n`);
  });

  it('given a size that is a lie, then no more is set aside than a file may have', async () => {
    const { bytes } = await zipLines(['{}']);
    bytes.writeUInt32LE(0xff_ff_ff_ff, bytes.length - 4);
    const before = process.memoryUsage().arrayBuffers;
    const unzipping = unzipBytes('f', bytes);
    const setAside = process.memoryUsage().arrayBuffers - before;
    await expect(unzipping).rejects.toThrow(FileUnreadableError);
    expect(setAside).toBeLessThan(2 * MAX_FILE_BYTES);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no gzip', Buffer.from('rubbish')],
    ['a part of it', gzipSync('text').subarray(0, 12)],
    ['no text', gzipSync(Buffer.from([0xff, 0xfe]))],
  ])('refuses %s', async (_, bytes) => {
    await expect(unzipLines('f', bytes)).rejects.toThrow(FileUnreadableError);
  });
});
