/** A reader in a process of its own whose tags come evenly, which measures itself (measure-reader.ts).
 *  tsx bench/device/measured-reader.ts CONFIG TAG_EVERY_MS SECONDS END_WORD */
import { simulatedHealth } from '../../device/src/tags/simulated-health';
import type { TagListener, TagSource } from '../../device/src/tags/tag-source';
import { measureReader } from './measure-reader';

const [configFile = '', everyMs = '500', seconds = '60', endWord = ''] = process.argv.slice(2);

/** Every tag that is due, at the time it was: a blocked loop counts against the beep. */
function evenSource(stepMs: number, dueMs: Map<string, number>): TagSource {
  let timer: NodeJS.Timeout | undefined;
  let reads = 0;
  const start = (listener: TagListener) => {
    const beganMs = performance.now();
    timer = setInterval(() => {
      for (let due = beganMs + reads * stepMs; due <= performance.now(); due += stepMs) {
        reads += 1;
        const tagId = `tag-${process.pid}-${reads}`;
        dueMs.set(tagId, due);
        listener.arrived({ tagId, text: `book-${reads}`, quality: 'whole', atMs: due });
      }
    }, 5);
  };
  return {
    start: async (listener) => start(listener),
    health: () => simulatedHealth({ reads, lastPollAtMs: performance.now(), lastReadAtMs: null }),
    write: async () => ({ kind: 'refused', code: 'no-memory', message: 'not here' }),
    stop: async () => clearInterval(timer),
  };
}

const dueMs = new Map<string, number>();
const source = evenSource(Number(everyMs), dueMs);
void measureReader({ configFile, seconds: Number(seconds), endWord, source, dueMs });
