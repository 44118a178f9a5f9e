import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const BUFFER_BYTES = 16 * 1024;
const PART = 'part-';

/** Lines dealt out to one file a segment. */
export type SegmentFiles = {
  /** A line with its end. Its bytes are copied. */
  add(segment: number, line: Uint8Array): void;
  /** To be awaited now and then: what is full is written. */
  settle(): Promise<void>;
  /** Everything added is written. */
  close(): Promise<void>;
};

/** Files in a folder of this part. A segment is its lines in all parts, in the order of these: each can be
 *  written by another thread. */
export async function segmentFiles(folder: string, part: number, segments: number): Promise<SegmentFiles> {
  const place = join(folder, `${PART}${String(part).padStart(4, '0')}`);
  await mkdir(place, { recursive: true });
  const names = Array.from({ length: segments }, (_, segment) => placeOf(place, segment));
  const files = (await Promise.all(names.map((name) => open(name, 'w')))).map(
    (file) => new SegmentFile(file),
  );
  return {
    add: (segment, line) => files[segment]?.add(line),
    async settle() {
      await Promise.all(files.map((file) => file.written()));
    },
    async close() {
      await Promise.all(files.map((file) => file.close()));
    },
  };
}

/** All lines of a segment, part after part. */
export async function readSegment(folder: string, segment: number): Promise<string[]> {
  const parts = (await readdir(folder)).filter((name) => name.startsWith(PART)).sort();
  const lines = parts.map(async (part) => {
    // Decoded in one piece, not as it is read: that takes a third of the time.
    const text = (await readFile(placeOf(join(folder, part), segment))).toString('utf8');
    return text.split('\n').slice(0, -1);
  });
  return (await Promise.all(lines)).flat();
}

/** A file that is written a buffer at a time: one is filled while the other goes to the disk. */
class SegmentFile {
  private buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private filled = 0;
  private spare: typeof this.buffer | undefined;
  private writing: Promise<unknown> = Promise.resolve();
  constructor(private readonly file: FileHandle) {}

  add(line: Uint8Array) {
    if (this.filled + line.length > this.buffer.length) this.turn(line.length);
    this.buffer.set(line, this.filled);
    this.filled += line.length;
  }

  written = () => this.writing;

  async close() {
    try {
      this.turn(0);
      await this.writing;
    } finally {
      await this.file.close();
    }
  }

  private turn(wanted: number) {
    const { buffer, filled, spare } = this;
    this.writing = this.writing.then(async () => {
      await this.file.appendFile(buffer.subarray(0, filled));
      this.spare = buffer;
    });
    this.writing.catch(() => undefined);
    const fits = spare !== undefined && wanted <= spare.length;
    this.buffer = fits ? spare : Buffer.allocUnsafeSlow(Math.max(BUFFER_BYTES, wanted));
    this.spare = undefined;
    this.filled = 0;
  }
}

const placeOf = (folder: string, segment: number) =>
  join(folder, `segment-${String(segment).padStart(4, '0')}.jsonl`);
