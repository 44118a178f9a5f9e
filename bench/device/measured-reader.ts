/** A reader in a process of its own whose tags come evenly, which measures itself: from a tag's time to its beep
 *  and to the broker's answer, memory, processor time and descriptors. Prints one JSON line at its end.
 *  tsx bench/device/measured-reader.ts CONFIG TAG_EVERY_MS SECONDS [end-when-empty] */
import { readdirSync } from 'node:fs';
import { z } from 'zod';
import { readConfig } from '../../device/src/config/read-config';
import { runReader } from '../../device/src/run/run-reader';
import type { TagListener, TagSource } from '../../device/src/tags/tag-source';

const [configFile = '', everyMs = '500', seconds = '60', until = ''] = process.argv.slice(2);
const read = readConfig(configFile);
if ('faults' in read) throw new Error(JSON.stringify(read.faults));

const SETTLE_MS = 10_000;
const dueMs = new Map<string, number>();
const acceptedAt = new Map<number, number>();
const beeps: number[] = [];
const pubacks: number[] = [];
const rss: number[] = [];
let most: NodeJS.MemoryUsage | undefined;
let reads = 0;
let refused = 0;

const line = z.looseObject({
  event: z.string(),
  tagId: z.string().optional(),
  seq: z.number().optional(),
  upTo: z.number().optional(),
  spoolDepth: z.number().optional(),
});

function source(): TagSource {
  let timer: NodeJS.Timeout | undefined;
  const start = (listener: TagListener) => {
    const beganMs = performance.now();
    const step = Number(everyMs);
    timer = setInterval(() => {
      // Every tag that is due, at the time it was: a blocked loop counts against the beep.
      for (let due = beganMs + reads * step; due <= performance.now(); due += step) {
        reads += 1;
        const tagId = `tag-${process.pid}-${reads}`;
        dueMs.set(tagId, due);
        listener.arrived({ tagId, text: `book-${reads}`, quality: 'whole', atMs: due });
      }
    }, 5);
  };
  return {
    start: async (listener) => start(listener),
    health: () => ({
      kind: 'simulated',
      version: null,
      ok: true,
      faults: 0,
      reads,
      readErrors: { collision: 0, garbled: 0, locked: 0, unreadable: 0, chip: 0 },
      lastPollAtMs: performance.now(),
      lastReadAtMs: null,
    }),
    write: async () => ({ kind: 'refused', code: 'no-memory', message: 'not here' }),
    stop: async () => clearInterval(timer),
  };
}

function emit(given: object): void {
  const now = performance.now();
  const { event, tagId = '', seq = 0, upTo = 0 } = line.parse(given);
  if (event === 'accepted') {
    beeps.push(now - (dueMs.get(tagId) ?? now));
    dueMs.delete(tagId);
    acceptedAt.set(seq, now);
  }
  if (event === 'refused') refused += 1;
  if (event === 'published') {
    process.send?.({ upTo });
    for (const [kept, atMs] of acceptedAt) {
      if (kept > upTo) break;
      pubacks.push(now - atMs);
      acceptedAt.delete(kept);
    }
  }
}

const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 100) / 100;
};
const spread = (values: readonly number[]) => ({
  p50: percentile(values, 0.5),
  p99: percentile(values, 0.99),
  n: values.length,
});
const megabytes = (bytes: number) => Math.round(bytes / 104_857.6) / 10;

const stop = new AbortController();
const beganMs = performance.now();
const cpu = process.cpuUsage();
const sampling = setInterval(() => {
  if (performance.now() - beganMs < SETTLE_MS) return;
  const memory = process.memoryUsage();
  if (memory.rss > Math.max(0, ...rss)) most = memory;
  rss.push(memory.rss);
}, 1_000);
setTimeout(() => stop.abort(), Number(seconds) * 1_000);
process.on('message', (word) => {
  if (word === until) stop.abort();
});
process.on('SIGTERM', () => stop.abort());

const silent = {
  accepted: () => undefined,
  repeat: () => undefined,
  trouble: () => undefined,
  stop: () => undefined,
};
const log = (text: string) => void process.stderr.write(`${text}\n`);
const openFiles = () => readdirSync('/proc/self/fd').length;
let filesEarly = 0;
setTimeout(() => {
  filesEarly = openFiles();
}, SETTLE_MS).unref();

void runReader(read.config, {
  source: source(),
  feedback: silent,
  version: 'bench',
  emit,
  log,
  stopped: stop.signal,
}).then(({ faults }) => {
  clearInterval(sampling);
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - beganMs) / 1_000;
  const quarter = Math.max(1, Math.floor(rss.length / 4));
  const report = {
    faults,
    seconds: Math.round(seconds),
    reads,
    refused,
    beepMs: spread(beeps),
    pubackMs: spread(pubacks),
    rssMb: {
      first: megabytes(Math.max(...rss.slice(0, quarter))),
      last: megabytes(Math.max(...rss.slice(-quarter))),
      max: megabytes(Math.max(...rss)),
    },
    atMost: most && Object.fromEntries(Object.entries(most).map(([kind, bytes]) => [kind, megabytes(bytes)])),
    cpuShare: Math.round(((user + system) / 1_000 / (seconds * 1_000)) * 1_000) / 1_000,
    openFiles: { early: filesEarly, late: openFiles() },
  };
  process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
});
