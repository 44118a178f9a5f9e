import { unzipLines } from './gzipped-lines';
import { segmentFiles } from './segment-files';

/** In canonical JSON an event's stream is its last field but its type. */
const STREAM_FIELD = '"streamId":"';
const TYPE_FIELD = '","type":"';

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
      const reading = bytes.then((read) => unzipLines(name, read));
      reading.catch(() => undefined);
      before = before.then(async () => {
        for (const line of (await reading).lines) files.add(segmentOf(line, segments), line);
        await files.settle();
      });
      return before;
    },
    close: files.close,
  };
}

/** The stream as its text stands in the line: parsing every line twice would cost as much as all the rest. */
export function streamOf(line: string): string {
  const start = line.lastIndexOf(STREAM_FIELD) + STREAM_FIELD.length;
  const text = line.slice(start, line.lastIndexOf(TYPE_FIELD));
  return text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text;
}

/** FNV-1a. */
function segmentOf(line: string, segments: number): number {
  const streamId = streamOf(line);
  let hash = 0x81_1c_9d_c5;
  for (let i = 0; i < streamId.length; i += 1) {
    hash = Math.imul(hash ^ streamId.charCodeAt(i), 0x01_00_01_93);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % segments;
}
