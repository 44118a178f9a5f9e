import { lineChunks } from './line-chunks';
import type { Line } from './record-line';
import type { Segment } from './segments';
import type { SpoolFiles } from './spool-files';
import { parseSpooledScan, type StoredScan } from './spooled-scan';

const CHUNK_BYTES = 64 * 1024;

/** Reads scans in their order and remembers where it is, so that reading on costs no search. Damage is passed
 *  over; it was counted when the spool was opened. */
export class SegmentReader {
  private place: { path: string; offset: number; after: number } | undefined;

  constructor(
    private readonly files: SpoolFiles,
    private readonly segments: () => readonly Segment[],
  ) {}

  /** The next scans with numbers above `after`, at most `count`; none where all have been read. */
  readAfter(after: number, count: number): readonly StoredScan[] {
    const scans: StoredScan[] = [];
    let segment = this.segmentFor(after);
    while (segment !== undefined && this.place !== undefined && scans.length < count) {
      const { offset } = this.place;
      if (offset < segment.bytes) {
        this.place.offset = this.readSome(segment, offset, { after, count, scans });
        continue;
      }
      segment = this.segments().find(({ first }) => first > (segment?.first ?? 0));
      if (segment !== undefined) this.place = { path: segment.path, offset: 0, after };
    }
    if (this.place !== undefined) this.place.after = scans.at(-1)?.seq ?? after;
    return scans;
  }

  private segmentFor(after: number): Segment | undefined {
    const segments = this.segments();
    const here = segments.find(({ path }) => path === this.place?.path);
    if (here !== undefined && this.place?.after === after) return here;
    const segment = segments.findLast(({ first }) => first <= after + 1) ?? segments[0];
    this.place = segment && { path: segment.path, offset: 0, after };
    return segment;
  }

  /** Where to read on. */
  private readSome(segment: Segment, from: number, wanted: Wanted): number {
    const stretch = { path: segment.path, from, to: segment.bytes, chunkBytes: CHUNK_BYTES };
    for (const { lines, offset } of lineChunks(this.files, stretch)) {
      const end = takeLines(lines, wanted);
      if (end !== undefined) return offset + end;
    }
    return segment.bytes;
  }
}

type Wanted = { readonly after: number; readonly count: number; readonly scans: StoredScan[] };

/** Where the last line that is wanted ends, or undefined where more are. */
function takeLines(lines: readonly Line[], { after, count, scans }: Wanted): number | undefined {
  for (const { seq, json, end } of lines) {
    const isNext = seq > Math.max(after, scans.at(-1)?.seq ?? 0);
    const scan = isNext ? parseSpooledScan(json) : undefined;
    if (scan !== undefined) scans.push({ seq, scan });
    if (scans.length === count) return end;
  }
  return undefined;
}
