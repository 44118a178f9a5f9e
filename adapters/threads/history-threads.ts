import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Zone } from '../../app/lib/zone-rules';
import type { SegmentJob, SegmentWorkers } from '../../app/verify/verify-ports';
import type { Rules } from '../../domain/tag/rules';
import type { Dealer } from '../files/dealer';

/** A thread takes most of a second to begin, in which this many events are derived. */
const WORTH_A_THREAD = 20_000;
const MAX_THREADS = 4;
/** What a segment's lines take is alive until it is done: a smaller space for young objects would be emptied, and
 *  they be moved, many times on the way. */
const YOUNG_MB = 96;

/** What each thread knows. */
export type ThreadSetup = {
  /** Where the ledger is dealt out, and where the lines go. */
  readonly folders: { readonly history: string; readonly lines: string };
  readonly rules: Rules;
  readonly zone: Zone;
  readonly generation: string;
};
export type ThreadJob =
  | {
      readonly kind: 'deal';
      readonly part: number;
      readonly segments: number;
      readonly name: string;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'end dealing' }
  | ({ readonly kind: 'derive' } & SegmentJob);
export type ThreadAnswer = { readonly events: number } | { readonly fault: unknown };

/** Threads that deal a ledger out and then derive its segments. */
export type HistoryThreads = SegmentWorkers & {
  /** One a thread. */
  dealers(segments: number): readonly Dealer[];
};

type Pool = { readonly threadFile: string; readonly count: number; readonly signal: AbortSignal };

/** How many threads are worth so many events. */
export const threadsFor = (events: number) =>
  Math.min(MAX_THREADS, availableParallelism(), Math.floor(events / WORTH_A_THREAD));

/** As many threads of a file, each of which does one thing at a time and answers ThreadJobs by ThreadAnswers. Once the signal is aborted, or all is closed, they
 *  are ended where they are. Errors: the signal's reason; otherwise says what could not be done, with the
 *  fault as its cause. */
export function historyThreads(setup: ThreadSetup, { threadFile, count, signal }: Pool): HistoryThreads {
  const threads = Array.from({ length: count }, () => openThread(threadFile, setup));
  const idle = [...threads];
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  const ask = async (thread: Thread, job: ThreadJob, what: string): Promise<number> => {
    const answer = await Promise.race([thread.ask(job), aborted]);
    if ('events' in answer) return answer.events;
    const { fault } = answer;
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new Error(`${what}: ${why}`, { cause: fault });
  };
  return {
    concurrency: count,
    dealers: (segments) =>
      threads.map((thread, part) => threadDealer(part, segments, (job, what) => ask(thread, job, what))),
    async derive(job) {
      const thread = idle.pop();
      if (thread === undefined) throw new Error(`Only ${count} segments can be derived at a time.`);
      const events = await ask(
        thread,
        { kind: 'derive', ...job },
        `Segment ${job.segment} could not be derived`,
      );
      idle.push(thread);
      return events;
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

function threadDealer(
  part: number,
  segments: number,
  ask: (job: ThreadJob, what: string) => Promise<number>,
): Dealer {
  let handedOver: Promise<unknown> = Promise.resolve();
  return {
    deal(name, bytes) {
      const asked = handedOver.then(async () => {
        const job: ThreadJob = { kind: 'deal', part, segments, name, bytes: await bytes };
        // Wrapped, for the next file need not wait until this one is dealt.
        return { answer: ask(job, `${name} could not be dealt out`) };
      });
      handedOver = asked;
      return asked.then(({ answer }) => answer);
    },
    close: () => ask({ kind: 'end dealing' }, 'The ledger could not be dealt out'),
  };
}

type Thread = ReturnType<typeof openThread>;

/** A thread that answers in the order in which it is asked, and with a fault once it has ended. */
function openThread(threadFile: string, workerData: ThreadSetup) {
  // TypeScript is loaded as it stands, in threads too.
  const execArgv = ['--require', require.resolve('tsx/cjs')];
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
  const worker = new Worker(threadFile, { workerData, execArgv, resourceLimits });
  let ended: ThreadAnswer | undefined;
  const asked: ((answer: ThreadAnswer) => void)[] = [];
  const end = (fault: unknown) => {
    ended ??= { fault };
    for (const settle of asked.splice(0)) settle(ended);
  };
  worker.on('message', (answer: ThreadAnswer) => asked.shift()?.(answer));
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`Its thread ended with code ${code}.`)));
  return {
    ask: (job: ThreadJob) =>
      new Promise<ThreadAnswer>((resolve) => {
        if (ended !== undefined) return resolve(ended);
        asked.push(resolve);
        worker.postMessage(job);
      }),
    end: () => worker.terminate(),
  };
}
