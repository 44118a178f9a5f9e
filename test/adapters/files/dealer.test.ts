import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDealer, streamOf } from '../../../adapters/files/dealer';
import { zipLines } from '../../../adapters/files/gzipped-lines';
import { readSegment } from '../../../adapters/files/segment-files';

const SEGMENTS = 7;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelflog-dealer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (streamId: string, n: number, text = '') =>
  JSON.stringify({ n, text, streamId, type: 'TagScanned' });

const zipped = async (lines: readonly string[]) => (await zipLines(lines)).bytes;

async function deal(part: number, files: readonly (readonly string[])[]) {
  const dealer = await openDealer({ folder, part, segments: SEGMENTS });
  await Promise.all(files.map((lines) => dealer.deal('f', zipped(lines))));
  await dealer.close();
}

const segments = () =>
  Promise.all([...Array(SEGMENTS).keys()].map((segment) => readSegment(folder, segment)));

describe('dealing lines out', () => {
  const streams = ['tag#1', 'tag#2', 'book#"quoted\\"', 'book#書', 'book#","type":"x', 'tag#3'];
  const day = (n: number) => streams.map((streamId) => line(streamId, n));

  it('puts a stream’s lines into one segment, in their order, whichever part they came in', async () => {
    await deal(0, [day(0), day(1)]);
    await deal(1, [day(2)]);
    const dealt = await segments();
    expect(dealt.flat().sort()).toEqual([...day(0), ...day(1), ...day(2)].sort());
    for (const streamId of streams) {
      const holding = dealt.map((lines) => lines.filter((one) => streamOf(one) === streamId));
      expect(holding.filter((lines) => lines.length > 0)).toEqual([
        [line(streamId, 0), line(streamId, 1), line(streamId, 2)],
      ]);
    }
  });

  it('writes lines that are longer than what is gathered', async () => {
    const lines = ['a'.repeat(100), 'b'.repeat(70_000), 'c', 'd'.repeat(20_000), 'e'].map((text, n) =>
      line('tag#1', n, text),
    );
    await deal(0, [lines, lines]);
    expect((await segments()).flat()).toEqual([...lines, ...lines]);
  });

  it('given bytes that cannot be had, then it says why, also of those after them', async () => {
    const dealer = await openDealer({ folder, part: 0, segments: SEGMENTS });
    const fault = new Error('gone');
    const first = dealer.deal('f', Promise.reject(fault));
    const second = dealer.deal('g', zipped([line('tag#1', 0)]));
    await expect(first).rejects.toBe(fault);
    await expect(second).rejects.toBe(fault);
    await dealer.close();
  });
});
