import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const BUFFERED_CHARACTERS = 8 * 1024 * 1024;
const PART = 'part-';

/** Lines dealt out to one file a segment. */
export type SegmentFiles = {
  add(segment: number, line: string): void;
  /** To be awaited now and then: writes out what has been gathered once it is much. */
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
  const files = await Promise.all(names.map((name) => open(name, 'w')));
  let waiting: string[] = files.map(() => '');
  let characters = 0;
  // One goes to the disk while the next is filled.
  let writing: Promise<unknown> = Promise.resolve();
  const write = async () => {
    await writing;
    writing = appendEach(files, waiting);
    writing.catch(() => undefined);
    waiting = files.map(() => '');
    characters = 0;
  };
  return {
    add(segment, line) {
      waiting[segment] += `${line}\n`;
      characters += line.length;
    },
    async settle() {
      if (characters >= BUFFERED_CHARACTERS) await write();
    },
    async close() {
      try {
        await write();
        await writing;
      } finally {
        await Promise.all(files.map((file) => file.close()));
      }
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

const appendEach = (files: readonly FileHandle[], texts: readonly string[]) =>
  Promise.all(files.map((file, i) => file.appendFile(texts[i] ?? '')));

const placeOf = (folder: string, segment: number) =>
  join(folder, `segment-${String(segment).padStart(4, '0')}.jsonl`);
