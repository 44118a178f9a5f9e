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
  const reads = (bytes: Buffer): MarcRead[] =>
    withoutLead(bytes).flatMap((record) => {
      const { problem, next } = readOrRestart(record, isWanted);
      const problems = problem === undefined ? [] : [{ number: ++number, problem }];
      return next === undefined ? problems : [...problems, { number: ++number, record: next }];
    });
  const keep = (bytes: Buffer) => {
    size += bytes.length;
    // What is too long is counted and let go.
    if (size > MAX_RECORD) rest = [];
    else if (bytes.length > 0) rest.push(Buffer.from(bytes));
  };
  const take = (): readonly MarcRead[] => {
    const [bytes, claimed] = [Buffer.concat(rest), size];
    rest = [];
    size = 0;
    return claimed > MAX_RECORD ? [{ number: ++number, problem: TOO_LONG }] : reads(bytes);
  };
  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const found: MarcRead[] = [];
      let start = 0;
      for (let end = bytes.indexOf(RECORD_END); end >= 0; end = bytes.indexOf(RECORD_END, start)) {
        const piece = bytes.subarray(start, end);
        if (size === 0 && piece.length <= MAX_RECORD) found.push(...reads(piece));
        else {
          keep(piece);
          found.push(...take());
        }
        start = end + 1;
      }
      keep(bytes.subarray(start));
      return found;
    },
    end() {
      if (size > MAX_RECORD) return take();
      const bytes = Buffer.concat(rest);
      return withoutLead(bytes).map(() => ({ number: ++number, problem: CUT_OFF }));
    },
  };
}

const TOO_LONG = `it is longer than ${MAX_RECORD / 2 ** 20} MB`;
const CUT_OFF = 'it is cut off: the file ends before its end mark';

/** The record without a byte order mark and line ends before it; none where there is nothing else. */
function withoutLead(bytes: Buffer): Buffer[] {
  let start = 0;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) start = 3;
  while (start < bytes.length && (bytes[start] ?? 0) <= 0x20) start += 1;
  return start === bytes.length ? [] : [bytes.subarray(start)];
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
