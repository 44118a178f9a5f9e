import { join } from 'node:path';
import { lineChunks } from './line-chunks';
import { addDamage, type Damage, encodeLine, NO_DAMAGE, parseOnlyLine } from './record-line';
import { parseHeader, type Segment, type SegmentHeader, SPOOL_FORMAT, segmentFirst } from './segments';
import { readWhole, replaceFile, type SpoolFiles } from './spool-files';
import type { OpenRefusal } from './spool-refusal';

export type LoadedSpool = {
  /** In their order. */
  readonly segments: Segment[];
  /** All up to here have been acknowledged. */
  readonly cursor: number;
  /** No scan has this number or a higher one. */
  readonly nextSeq: number;
  /** Numbers beyond the cursor that no whole scan has, first and last. */
  readonly gaps: readonly Gap[];
  readonly damaged: Damage;
};

export type Gap = { readonly from: number; readonly to: number };

/** How many scans from the cursor on are there. */
export function depthOf(cursor: number, nextSeq: number, gaps: readonly Gap[]): number {
  const missing = gaps.reduce((sum, { from, to }) => sum + to + 1 - Math.max(from, cursor + 1), 0);
  return nextSeq - 1 - cursor - missing;
}

const CHUNK_BYTES = 1024 * 1024;

export const cursorPath = (folder: string) => join(folder, 'cursor');

export function saveCursor(files: SpoolFiles, folder: string, cursor: number, durable: boolean): void {
  replaceFile(files, cursorPath(folder), encodeLine(cursor, '{}'), durable);
}

/** Reads a spool from its files. A torn tail is cut off, a damaged stretch passed over; both are counted. */
export function loadSpool(
  files: SpoolFiles,
  folder: string,
  readerId: string,
): LoadedSpool | { readonly refusal: OpenRefusal } {
  const names = files.list(folder).filter((name) => segmentFirst(name) !== undefined);
  const found = names.sort().map((name) => scanSegment(files, join(folder, name), segmentFirst(name) ?? 0));
  const refusal = foreign(found, folder, readerId);
  if (refusal !== undefined) return { refusal };
  const noted = readCursor(files, folder);
  const loaded = assemble(found, noted, (path, bytes) => cutTail(files, path, bytes));
  settle(files, folder, loaded.segments.at(-1));
  return loaded;
}

/** A process that was killed may have left its newest file unsynced: no older one may go before that is durable,
 *  or a power cut takes both and the count begins again. */
function settle(files: SpoolFiles, folder: string, newest: Segment | undefined): void {
  if (newest === undefined) return;
  const file = files.open(newest.path, 'end');
  try {
    file.sync();
  } finally {
    file.close();
  }
  files.syncFolder(folder);
}

type FoundSegment = {
  readonly segment: Segment;
  readonly headers: readonly SegmentHeader[];
  readonly gaps: readonly Gap[];
  readonly damaged: Damage;
  /** Up to its last line feed; what comes after is a torn line. */
  readonly wholeBytes: number;
};

function scanSegment(files: SpoolFiles, path: string, first: number): FoundSegment {
  const bytes = files.sizeOf(path) ?? 0;
  const headers: SegmentHeader[] = [];
  const gaps: Gap[] = [];
  let damaged = NO_DAMAGE;
  let last = first - 1;
  let wholeBytes = 0;
  for (const chunk of lineChunks(files, { path, from: 0, to: bytes, chunkBytes: CHUNK_BYTES })) {
    for (const line of chunk.lines) {
      const header = parseHeader(line);
      if (header !== undefined) headers.push(header);
      if (line.seq > last + 1) gaps.push({ from: last + 1, to: line.seq - 1 });
      last = Math.max(last, line.seq);
    }
    damaged = addDamage(damaged, chunk.damaged);
    wholeBytes = chunk.offset + chunk.consumed;
  }
  return { segment: { path, first, last, bytes }, headers, gaps, damaged, wholeBytes };
}

function foreign(found: readonly FoundSegment[], folder: string, readerId: string): OpenRefusal | undefined {
  const headers = found.flatMap(({ headers }) => headers);
  const newer = headers.find(({ format }) => format > SPOOL_FORMAT);
  if (newer !== undefined) {
    return {
      code: 'spool-newer',
      message: `the spool ${folder} was written by a newer version (format ${newer.format}, this one knows ${SPOOL_FORMAT}): install that version, or name another spoolDir`,
    };
  }
  const other = headers.find((header) => header.readerId !== readerId);
  if (other === undefined) return undefined;
  return {
    code: 'spool-of-other-reader',
    message: `the spool ${folder} holds scans of reader ${other.readerId}, not ${readerId}: name that reader's own spoolDir`,
  };
}

/** Undefined where it is damaged or missing: then all that is there is sent, again perhaps. */
function readCursor(files: SpoolFiles, folder: string): number | undefined {
  const bytes = readWhole(files, cursorPath(folder));
  return bytes && parseOnlyLine(bytes)?.seq;
}

function assemble(
  found: readonly FoundSegment[],
  noted: number | undefined,
  cut: (path: string, bytes: number) => void,
): LoadedSpool {
  const segments: Segment[] = [];
  const gaps: Gap[] = [];
  let damaged = NO_DAMAGE;
  const first = found[0]?.segment.first ?? 1;
  const cursor = Math.max(noted ?? 0, first - 1);
  let next = cursor + 1;
  let last = cursor;
  for (const { segment, gaps: within, damaged: part, wholeBytes } of found) {
    damaged = addDamage(damaged, part);
    if (wholeBytes < segment.bytes) {
      cut(segment.path, wholeBytes);
      damaged = addDamage(damaged, { lines: 1, bytes: segment.bytes - wholeBytes });
      segment.bytes = wholeBytes;
    }
    segments.push(segment);
    if (segment.first > last + 1) gaps.push({ from: last + 1, to: segment.first - 1 });
    gaps.push(...within);
    last = Math.max(last, segment.last);
    // A damaged line may have been a scan that was sent: its number is not given again. A torn one was not.
    next = Math.max(next, segment.last + 1 + part.lines, segment.first + 1);
  }
  if (next > last + 1) gaps.push({ from: last + 1, to: next - 1 });
  return { segments, cursor, nextSeq: next, gaps: gaps.filter(({ to }) => to > cursor), damaged };
}

function cutTail(files: SpoolFiles, path: string, bytes: number): void {
  const file = files.open(path, 'end');
  try {
    file.truncate(bytes);
    file.sync();
  } finally {
    file.close();
  }
}
