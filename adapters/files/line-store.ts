import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LineSink, LineStore } from '../../app/history/sorted-lines';
import { addInPlace, type LineValue } from '../../app/history/sum-keys';
import { isMissing } from './is-missing';
import { mergeRuns } from './merge-runs';

/** How many lines are held in memory before they are written out as one sorted run. */
const LINES_IN_MEMORY = 40_000;
const CLOSED = 'closed';
const CHUNK = 256 * 1024;

type Options = {
  readonly linesInMemory?: number;
  /** False where nobody goes on with the files of a process that was killed. */
  readonly durable?: boolean;
};

/** Sorted runs of lines in a folder, a sub-folder a sink. */
export function lineStore(folder: string, options: Options = {}): LineStore {
  const place = (name: string) => join(folder, name);
  return {
    async open(name) {
      await rm(place(name), { recursive: true, force: true });
      await mkdir(place(name), { recursive: true });
      return sink(place(name), options);
    },
    isOpened: (name) => exists(place(name)),
    isClosed: (name) => exists(join(place(name), CLOSED)),
    invalidate: (name) => rm(join(place(name), CLOSED), { force: true }),
    merged: (names) => mergeRuns(() => runsOf(names.map(place))),
  };
}

async function runsOf(folders: readonly string[]): Promise<string[]> {
  const runs = folders.map(async (folder) =>
    (await readdir(folder)).filter((file) => file.startsWith('run-')).map((file) => join(folder, file)),
  );
  return (await Promise.all(runs)).flat();
}

function sink(folder: string, { linesInMemory = LINES_IN_MEMORY, durable = true }: Options): LineSink {
  const lines = new Map<string, Record<string, number | string>>();
  let runs = 0;
  const spill = async () => {
    if (lines.size === 0) return;
    runs += 1;
    await writeWhole(join(folder, `run-${String(runs).padStart(6, '0')}`), chunks(lines), durable);
    lines.clear();
  };
  return {
    add(key, value) {
      const before = lines.get(key);
      if (before === undefined) lines.set(key, value);
      else addInPlace(before, value);
    },
    async settle() {
      if (lines.size >= linesInMemory) await spill();
    },
    async close() {
      await spill();
      await writeWhole(join(folder, CLOSED), [], durable);
    },
  };
}

/** Keys are compared as UTF-16 units here and in the merge. */
function* chunks(lines: ReadonlyMap<string, LineValue>): Iterable<string> {
  let chunk = '';
  for (const key of [...lines.keys()].sort()) {
    chunk += `${key}\t${JSON.stringify(lines.get(key))}\n`;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** The file appears whole, and if durable is on the disk when this resolves. */
async function writeWhole(file: string, content: Iterable<string>, durable: boolean) {
  const draft = `${file}.draft`;
  const handle = await open(draft, 'w');
  try {
    for (const chunk of content) await handle.write(chunk);
    if (durable) await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
