import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Elsewhere, SegmentJob } from '../../app/verify/verify-needs';
import type { Rules } from '../../domain/rules';

/** A thread takes most of a second to begin, in which this many events are derived. */
const WORTH_A_THREAD = 20_000;
const MAX_THREADS = 4;
/** What a segment's lines take is alive until it is done: a smaller space for young objects would be emptied, and
 *  they be moved, many times on the way. */
const YOUNG_MB = 192;

/** What each thread knows. */
export type ThreadSetup = {
  /** Where the ledger was dealt out, and where the lines go. */
  readonly folders: { readonly history: string; readonly lines: string };
  readonly rules: Rules;
  readonly timeZone: string;
  readonly generation: string;
};
export type ThreadAnswer = { readonly events: number } | { readonly fault: unknown };

/** How many threads are worth so many events. */
export const threadsFor = (events: number) =>
  Math.min(MAX_THREADS, availableParallelism(), Math.floor(events / WORTH_A_THREAD));

/** Derives the segments of a ledger in threads, as many at a time. Once the signal is aborted, or all is
 *  closed, they are ended where they are. Errors: the signal's reason; otherwise names the segment, with the
 *  fault as its cause. */
export function deriveThreads(
  setup: ThreadSetup,
  count: number,
  signal: AbortSignal,
): Elsewhere & { close(): Promise<void> } {
  const threads = Array.from({ length: count }, () => openThread(setup));
  const idle = [...threads];
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  return {
    concurrency: count,
    async derive(job) {
      const thread = idle.pop();
      if (thread === undefined) throw new Error(`Only ${count} segments can be derived at a time.`);
      const answer = await Promise.race([thread.ask(job), aborted]);
      idle.push(thread);
      if ('events' in answer) return answer.events;
      const { fault } = answer;
      const why = fault instanceof Error ? fault.message : String(fault);
      throw new Error(`Segment ${job.segment} could not be derived: ${why}`, { cause: fault });
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

/** A thread that answers one job at a time, and with a fault once it has ended. */
function openThread(workerData: ThreadSetup) {
  // TypeScript is loaded as it stands, in threads too.
  const execArgv = ['--require', require.resolve('tsx/cjs')];
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
  const worker = new Worker(require.resolve('./derive-thread.ts'), { workerData, execArgv, resourceLimits });
  let ended: ThreadAnswer | undefined;
  let settle: ((answer: ThreadAnswer) => void) | undefined;
  const end = (fault: unknown) => {
    ended ??= { fault };
    settle?.(ended);
  };
  worker.on('message', (answer: ThreadAnswer) => settle?.(answer));
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`Its thread ended with code ${code}.`)));
  return {
    ask: (job: SegmentJob) =>
      new Promise<ThreadAnswer>((resolve) => {
        if (ended !== undefined) return resolve(ended);
        settle = resolve;
        worker.postMessage(job);
      }),
    end: () => worker.terminate(),
  };
}
