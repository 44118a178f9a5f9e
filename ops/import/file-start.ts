import { open } from 'node:fs/promises';
import { messageOf, WorkFailed } from '../lib/failure';

const START_BYTES = 64 * 1024;

/** How a file begins. */
export type FileStart = {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Bytes of its mark, which are no text. */
  readonly markBytes: number;
  /** Its first lines; the last may be cut off. Bytes that are not of the encoding are U+FFFD. */
  readonly lines: readonly string[];
};

const MARKS = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

/** What other kinds of file begin with. */
const OTHERS = [
  { kind: 'a workbook or another ZIP file', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'a workbook of old', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { kind: 'a gzip file', bytes: [0x1f, 0x8b] },
  { kind: 'a PDF', bytes: [0x25, 0x50, 0x44, 0x46] },
] as const;

const HOW = 'save it as "CSV UTF-8"';

/** Reads how a text file begins. Errors: WorkFailed for one that cannot be read or holds no text. */
export async function fileStart(file: string): Promise<FileStart> {
  const bytes = await firstBytes(file);
  const beginsWith = (mark: { readonly bytes: readonly number[] }) =>
    mark.bytes.every((byte, at) => bytes[at] === byte);
  const other = OTHERS.find(beginsWith);
  if (other !== undefined) throw new WorkFailed(`${file} is ${other.kind}, not text; ${HOW}.`);
  const mark = MARKS.find(beginsWith);
  const encoding = mark?.encoding ?? 'utf-8';
  const markBytes = mark?.bytes.length ?? 0;
  if (encoding === 'utf-8' && bytes.includes(0)) {
    throw new WorkFailed(`${file} holds NULs: it is UTF-16 without its mark, or no text; ${HOW}.`);
  }
  const text = new TextDecoder(encoding).decode(bytes.subarray(markBytes));
  return { encoding, markBytes, lines: text.split(/\r\n|\r|\n/) };
}

async function firstBytes(file: string): Promise<Buffer> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new WorkFailed(`${file} could not be read: ${messageOf(error)}`);
  }
}
