import { Readable } from 'node:stream';
import { countLines, linesOf } from '../../../ops/lib/lines-of';

const read = async (...chunks: (string | Buffer)[]) => {
  const lines: [number, string][] = [];
  for await (const { line, bytes } of linesOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) {
    lines.push([line, bytes.toString('latin1')]);
  }
  return lines;
};

describe('lines of a stream', () => {
  it('come whole, however the stream is cut', async () => {
    expect(await read('a', 'b\nc', '', 'd\n', '\n', 'e')).toEqual([
      [1, 'ab'],
      [2, 'cd'],
      [4, 'e'],
    ]);
  });

  it('lose a carriage return and nothing else: not blanks, not bytes that are no UTF-8', async () => {
    expect(await read(' x \r\n', Buffer.from([0xff, 0xfe, 0x0a]))).toEqual([
      [1, ' x '],
      [2, 'ÿþ'],
    ]);
  });

  it('are counted before they are read', async () => {
    expect(await countLines(Readable.from([Buffer.from('a\nb\n'), Buffer.from('c\n')]))).toBe(3);
  });
});
