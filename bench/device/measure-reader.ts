import { readdirSync } from 'node:fs';
import { z } from 'zod';
import { readConfig } from '../../device/src/config/read-config';
import { runReader } from '../../device/src/run/run-reader';
import type { TagSource } from '../../device/src/tags/tag-source';

export type MeasuredRun = {
  readonly configFile: string;
  readonly seconds: number;
  /** Ends early where this word comes from the parent. */
  readonly endWord: string;
  readonly source: TagSource;
  /** When each tag came, by performance.now(); taken out as it beeps. */
  readonly dueMs: Map<string, number>;
};

/** Loading and connecting are over. */
const SETTLE_MS = 10_000;
const SAMPLE_EVERY_MS = 1_000;

const line = z.looseObject({
  event: z.string(),
  tagId: z.string().optional(),
  seq: z.number().optional(),
  upTo: z.number().optional(),
});

const silent = {
  accepted: () => undefined,
  repeat: () => undefined,
  trouble: () => undefined,
  stop: () => undefined,
};

/** Runs a reader in this process and measures it: from a tag's time to its beep and to the broker's answer, memory,
 *  processor time and descriptors. Prints one JSON line at its end, and ends the process. */
export async function measureReader(run: MeasuredRun): Promise<void> {
  const read = readConfig(run.configFile);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  const stop = stopAfter(run.seconds, run.endWord);
  const scans = watchScans(run.dueMs);
  const process_ = watchProcess();
  const { faults } = await runReader(read.config, {
    source: run.source,
    feedback: silent,
    version: 'bench',
    emit: scans.emit,
    log: (text) => void process.stderr.write(`${text}\n`),
    stopped: stop,
  });
  const report = { faults, ...scans.figures(), ...process_.figures() };
  process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
}

function stopAfter(seconds: number, endWord: string): AbortSignal {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), seconds * 1_000);
  process.on('message', (word) => {
    if (word === endWord) stop.abort();
  });
  process.on('SIGTERM', () => stop.abort());
  return stop.signal;
}

function watchScans(dueMs: Map<string, number>) {
  const keptAtMs = new Map<number, number>();
  const beeps: number[] = [];
  const pubacks: number[] = [];
  let refused = 0;
  const published = (upTo: number, now: number) => {
    process.send?.({ upTo });
    for (const [seq, atMs] of keptAtMs) {
      if (seq > upTo) break;
      pubacks.push(now - atMs);
      keptAtMs.delete(seq);
    }
  };
  return {
    emit: (given: object): void => {
      const now = performance.now();
      const { event, tagId = '', seq = 0, upTo = 0 } = line.parse(given);
      if (event === 'accepted') {
        beeps.push(now - (dueMs.get(tagId) ?? now));
        keptAtMs.set(seq, dueMs.get(tagId) ?? now);
        dueMs.delete(tagId);
      }
      if (event === 'refused') refused += 1;
      if (event === 'published') published(upTo, now);
    },
    figures: () => ({ reads: beeps.length, refused, beepMs: spread(beeps), pubackMs: spread(pubacks) }),
  };
}

function watchProcess() {
  const beganMs = performance.now();
  const cpu = process.cpuUsage();
  const rss: number[] = [];
  const files: number[] = [];
  let most: NodeJS.MemoryUsage | undefined;
  const sampling = setInterval(() => {
    if (performance.now() - beganMs < SETTLE_MS) return;
    const memory = process.memoryUsage();
    if (memory.rss > Math.max(0, ...rss)) most = memory;
    rss.push(memory.rss);
    files.push(readdirSync('/proc/self/fd').length);
  }, SAMPLE_EVERY_MS);
  return {
    figures: () => {
      clearInterval(sampling);
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - beganMs) / 1_000;
      const quarter = Math.max(1, Math.floor(rss.length / 4));
      return {
        seconds: Math.round(seconds),
        rssMb: {
          first: megabytes(Math.max(...rss.slice(0, quarter))),
          last: megabytes(Math.max(...rss.slice(-quarter))),
          max: megabytes(Math.max(...rss)),
        },
        atMost:
          most && Object.fromEntries(Object.entries(most).map(([kind, bytes]) => [kind, megabytes(bytes)])),
        cpuShare: Math.round(((user + system) / 1_000 / (seconds * 1_000)) * 1_000) / 1_000,
        openFiles: {
          early: Math.max(...files.slice(0, quarter)),
          late: Math.max(...files.slice(-quarter)),
        },
      };
    },
  };
}

function spread(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100;
  return { p50: at(0.5), p99: at(0.99), n: values.length };
}

const megabytes = (bytes: number) => Math.round(bytes / 104_857.6) / 10;
