import { isoReader } from './iso-2709';
import type { MarcRead, MarcReader } from './marc-record';
import { marcXmlReader } from './marcxml';

/** Thrown by a source of bytes that ends before it is whole, such as a gzip stream that was cut off. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

const BYTE_ORDER_MARKS = new Set([0xef, 0xbb, 0xbf, 0xfe, 0xff, 0x00]);
/** How many bytes may lie before what tells the two forms apart. */
const MAX_LEAD = 1024;

/** All records of a file in ISO 2709 or MARCXML, in the order of the file, as many at once as a chunk has. Holds
 *  one record at a time. What cannot be read is a problem, and reading goes on behind it where it can. */
export async function* readMarc(
  chunks: AsyncIterable<Uint8Array>,
  isWanted: (tag: string) => boolean,
): AsyncGenerator<readonly MarcRead[]> {
  let reader: MarcReader | undefined;
  let head: Uint8Array = new Uint8Array();
  let last = 0;
  const counted = (reads: readonly MarcRead[]) => {
    last = reads.at(-1)?.number ?? last;
    return reads;
  };
  const broken = (problem: string) => [{ number: last + 1, problem }];
  try {
    for await (const chunk of chunks) {
      const bytes: Uint8Array = reader === undefined ? Buffer.concat([head, chunk]) : chunk;
      reader ??= readerOf(bytes, isWanted);
      if (reader !== undefined) yield counted(reader.push(bytes));
      else if (bytes.length > MAX_LEAD) return yield broken(NEITHER);
      else head = bytes;
    }
    if (reader !== undefined) yield counted(reader.end());
    else yield broken(isBlank(head) ? 'the file is empty' : NEITHER);
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error;
    yield broken(`the file breaks off: ${error.message}`);
  }
}

const NEITHER = 'the file is neither ISO 2709 nor MARCXML';

/** Undefined while nothing but blanks has come, or where it is neither. */
function readerOf(bytes: Uint8Array, isWanted: (tag: string) => boolean): MarcReader | undefined {
  const first = bytes.find((byte) => byte > 0x20 && !BYTE_ORDER_MARKS.has(byte));
  if (first === undefined) return undefined;
  if (first === 0x3c) return marcXmlReader(isWanted);
  return first >= 0x30 && first <= 0x39 ? isoReader(isWanted) : undefined;
}

const isBlank = (bytes: Uint8Array) => bytes.every((byte) => byte <= 0x20);
