import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { storedGeneration } from '../../app/history/generations';
import { type RebuildAttempt, RebuildRunsError, type RebuildWork } from '../../app/rebuild/rebuild-work';
import { codeOf } from './is-missing';
import { lineStore } from './line-store';
import { readIfThere } from './read-if-there';

const savedAttempt = z.object({
  pid: z.number(),
  attempt: z.object({
    token: z.string(),
    generation: storedGeneration,
    startedAt: z.string(),
    source: z.string(),
    segments: z.number(),
    splitStreams: z.array(z.string()),
  }) satisfies z.ZodType<RebuildAttempt>,
});

/** The files of a rebuild in a folder of this machine. */
export function rebuildWork(folder: string): RebuildWork {
  const file = join(folder, 'attempt.json');
  return {
    async unfinished() {
      const text = await readIfThere(file);
      if (text === undefined) return undefined;
      const saved = savedAttempt.safeParse(parsed(text));
      if (!saved.success) return undefined;
      const { pid, attempt } = saved.data;
      if (pid !== process.pid && isAlive(pid)) {
        throw new RebuildRunsError(`A rebuild runs already on this machine, as process ${pid}.`);
      }
      return attempt;
    },
    async save(attempt) {
      await mkdir(folder, { recursive: true });
      const draft = `${file}.draft`;
      await writeFile(draft, JSON.stringify({ pid: process.pid, attempt }), { flush: true });
      await rename(draft, file);
    },
    lines: () => lineStore(join(folder, 'lines')),
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A file that is no JSON is none of ours: the attempt then begins anew. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
