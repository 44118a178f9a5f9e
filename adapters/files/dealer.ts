import { unzipBytes } from './gzipped-lines';
import { type SegmentFiles, segmentFiles } from './segment-files';

const LINE_END = 0x0a;
/** In canonical JSON an event's stream is its last field but its type, and each text has one form. */
const STREAM_FIELD = '"streamId":"';
const TYPE_FIELD = '","type":"';
const STREAM_BYTES = Buffer.from(STREAM_FIELD);
const TYPE_BYTES = Buffer.from(TYPE_FIELD);

/** Deals lines out to segments, a stream's all to the same. */
export type Dealer = {
  /** The lines of a file, after those of all files that were named before. Errors: FileUnreadableError; what
   *  reading the bytes has failed with. */
  deal(name: string, bytes: Promise<Uint8Array>): Promise<unknown>;
  /** Everything dealt is written. */
  close(): Promise<unknown>;
};

/** Where a dealer's lines go. Several, each with a part of its own, can deal into one folder. */
export type DealerPlace = { readonly folder: string; readonly part: number; readonly segments: number };

/** A dealer of this thread. */
export async function openDealer({ folder, part, segments }: DealerPlace): Promise<Dealer> {
  const files = await segmentFiles(folder, part, segments);
  let before: Promise<unknown> = Promise.resolve();
  return {
    deal(name, bytes) {
      const unzipping = bytes.then((read) => unzipBytes(name, read));
      unzipping.catch(() => undefined);
      before = before.then(async () => {
        dealLines(await unzipping, segments, files);
        await files.settle();
      });
      return before;
    },
    close: files.close,
  };
}

/** Bytes are never made text here: that would take as long again, and much memory. */
function dealLines(bytes: Buffer, segments: number, files: SegmentFiles) {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE_END, at) + 1 || bytes.length;
    const line = bytes.subarray(at, end);
    files.add(segmentOf(line, segments), line);
    at = end;
  }
}

/** FNV-1a of the stream's bytes. */
function segmentOf(line: Buffer, segments: number): number {
  const to = line.lastIndexOf(TYPE_BYTES);
  let hash = 0x81_1c_9d_c5;
  for (let i = line.lastIndexOf(STREAM_BYTES) + STREAM_BYTES.length; i < to; i += 1) {
    hash = Math.imul(hash ^ (line[i] ?? 0), 0x01_00_01_93);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % segments;
}

/** The stream as its text stands in the line: parsing every line twice would cost as much as all the rest. */
export function streamOf(line: string): string {
  const start = line.lastIndexOf(STREAM_FIELD) + STREAM_FIELD.length;
  const text = line.slice(start, line.lastIndexOf(TYPE_FIELD));
  return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
}
