import { readIsoRecord } from './iso-record';
import { MAX_RECORD, type MarcRead, type MarcReader, type MarcRecord } from './marc-record';

const RECORD_END = 0x1d;
/** A leader, as ISO 2709 and its users write it: length, status and type, two indicators, base address. */
const LEADER = /\d{5}[a-z ][a-z][a-z #|]..22\d{5}/g;
const MAX_RESTARTS = 100;

/** Reads ISO 2709 record by record, split at the marks that end them. One that cannot be read is a problem by
 *  itself; of one that was cut off, the record that follows in its place is read. */
export function isoReader(isWanted: (tag: string) => boolean): MarcReader {
  let number = 0;
  let rest: Buffer[] = [];
  let size = 0;
  const readInto = (found: MarcRead[], bytes: Buffer): void => {
    const record = withoutLead(bytes);
    if (record.length === 0) return;
    const { problem, next } = readOrRestart(record, isWanted);
    if (problem !== undefined) found.push({ number: ++number, problem });
    if (next !== undefined) found.push({ number: ++number, record: next });
  };
  const keep = (bytes: Buffer) => {
    size += bytes.length;
    // What is too long is counted and let go.
    if (size > MAX_RECORD) rest = [];
    else if (bytes.length > 0) rest.push(Buffer.from(bytes));
  };
  const takeInto = (found: MarcRead[]): void => {
    const [bytes, claimed] = [Buffer.concat(rest), size];
    rest = [];
    size = 0;
    if (claimed > MAX_RECORD) found.push({ number: ++number, problem: TOO_LONG });
    else readInto(found, bytes);
  };
  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const found: MarcRead[] = [];
      let start = 0;
      for (let end = bytes.indexOf(RECORD_END); end >= 0; end = bytes.indexOf(RECORD_END, start)) {
        const piece = bytes.subarray(start, end);
        if (size === 0 && piece.length <= MAX_RECORD) readInto(found, piece);
        else {
          keep(piece);
          takeInto(found);
        }
        start = end + 1;
      }
      keep(bytes.subarray(start));
      return found;
    },
    end() {
      if (size > MAX_RECORD) return [{ number: ++number, problem: TOO_LONG }];
      return withoutLead(Buffer.concat(rest)).length === 0 ? [] : [{ number: ++number, problem: CUT_OFF }];
    },
  };
}

const TOO_LONG = `it is longer than ${MAX_RECORD / 2 ** 20} MB`;
const CUT_OFF = 'it is cut off: the file ends before its end mark';

/** The record without a byte order mark and line ends before it. */
function withoutLead(bytes: Buffer): Buffer {
  let start = 0;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) start = 3;
  while (start < bytes.length && (bytes[start] ?? 0) <= 0x20) start += 1;
  return start === 0 ? bytes : bytes.subarray(start);
}

type Found = { readonly problem?: string; readonly next?: MarcRecord };

function readOrRestart(bytes: Buffer, isWanted: (tag: string) => boolean): Found {
  const read = readIsoRecord(bytes, isWanted);
  if (!('problem' in read)) return { next: read };
  const starts = [...bytes.toString('latin1').matchAll(LEADER)].map(({ index }) => index);
  for (const start of starts.filter((at) => at > 0).slice(0, MAX_RESTARTS)) {
    const next = readIsoRecord(bytes.subarray(start), isWanted);
    if (!('problem' in next)) return { problem: `it is cut off: ${read.problem}`, next };
  }
  return read;
}
