import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Observe } from '../lib/stack-activity';
import type { FunctionModel } from '../model/stack-model';
import { unpackBundle } from './unpack-bundle';
import { type InvocationResult, Worker } from './worker';
import { type WorkerSite, workerEnvironment } from './worker-environment';

export type FunctionPoolOptions = {
  readonly functions: readonly FunctionModel[];
  readonly dataDir: string;
  readonly site: WorkerSite;
  /** Workers a function may have at once. */
  readonly limitOf: (fn: FunctionModel) => number;
  readonly observe: Observe;
};

type Waiting = {
  readonly requestId: string;
  readonly payload: string;
  settle(result: InvocationResult): void;
};
type Lane = {
  readonly fn: FunctionModel;
  readonly limit: number;
  readonly start: () => Worker;
  readonly workers: Set<Worker>;
  readonly idle: Worker[];
  readonly waiting: Waiting[];
};

/** The functions of the stack, run from their bundles in worker processes that start on demand and stay warm. */
export class FunctionPool {
  readonly #lanes: ReadonlyMap<string, Lane>;
  readonly #observe: Observe;
  #closed = false;

  private constructor(lanes: ReadonlyMap<string, Lane>, observe: Observe) {
    this.#lanes = lanes;
    this.#observe = observe;
  }

  /** Unpacks every bundle. No worker runs yet. */
  static async open(options: FunctionPoolOptions): Promise<FunctionPool> {
    const logs = path.join(options.dataDir, 'logs');
    const bundles = path.join(options.dataDir, 'bundles');
    await mkdir(logs, { recursive: true });
    const lanes = new Map<string, Lane>();
    for (const fn of options.functions) {
      const taskRoot = await unpackBundle(fn.zipPath, bundles);
      const temporary = path.join(options.dataDir, 'tmp', fn.name);
      await mkdir(temporary, { recursive: true });
      const env = workerEnvironment(fn, { taskRoot, temporary }, options.site);
      const logFile = path.join(logs, `${fn.name}.log`);
      await setAsideIfLarge(logFile);
      lanes.set(fn.name, {
        fn,
        limit: options.limitOf(fn),
        start: () => new Worker({ fn, taskRoot, env, logFile }),
        workers: new Set(),
        idle: [],
        waiting: [],
      });
    }
    return new FunctionPool(lanes, options.observe);
  }

  /** How many invocations of the function run at once. */
  limitOf(functionName: string): number {
    return this.#lane(functionName).limit;
  }

  /** Runs the function once and returns its answer or its error, in order of the calls when all workers
   *  are busy. Errors: throws if no such function is in the stack, or if the pool is closed. */
  async invoke(
    functionName: string,
    payload: string,
    requestId: string = randomUUID(),
  ): Promise<InvocationResult> {
    const lane = this.#lane(functionName);
    if (this.#closed) throw new Error('The local stack is stopping.');
    const startedAt = performance.now();
    const result = await new Promise<InvocationResult>((settle) => {
      lane.waiting.push({ requestId, payload, settle });
      this.#serve(lane);
    });
    const tookMs = performance.now() - startedAt;
    if (result.ok) this.#observe({ kind: 'invoked', functionName, tookMs });
    else if (!this.#closed) this.#observe({ kind: 'function-error', functionName, ...summary(result) });
    return result;
  }

  /** Ends all workers; what they were doing ends as a function error. */
  async close(): Promise<void> {
    this.#closed = true;
    const workers = Array.from(this.#lanes.values(), (lane) => [...lane.workers]).flat();
    await Promise.all(workers.map((worker) => worker.stop()));
  }

  #lane(functionName: string): Lane {
    const lane = this.#lanes.get(functionName);
    if (!lane) throw new Error(`The stack has no function "${functionName}".`);
    return lane;
  }

  #serve(lane: Lane): void {
    while (lane.waiting.length > 0) {
      const worker = this.#take(lane);
      if (!worker) return;
      const next = lane.waiting.shift();
      if (next) void this.#run(lane, worker, next);
    }
  }

  #take(lane: Lane): Worker | undefined {
    for (let idle = lane.idle.pop(); idle; idle = lane.idle.pop()) {
      if (idle.alive) return idle;
      lane.workers.delete(idle);
    }
    if (lane.workers.size >= lane.limit) return undefined;
    const worker = lane.start();
    lane.workers.add(worker);
    return worker;
  }

  async #run(lane: Lane, worker: Worker, job: Waiting): Promise<void> {
    const result = await worker.run(job.requestId, job.payload);
    // A worker that answered and one that died are told apart only after its exit was seen.
    if (!result.ok && DEADLY.has(result.error.errorType)) await worker.stop();
    if (worker.alive) lane.idle.push(worker);
    else lane.workers.delete(worker);
    job.settle(result);
    if (this.#closed) for (const left of lane.waiting.splice(0)) left.settle(STOPPING);
    else this.#serve(lane);
  }
}

const DEADLY: ReadonlySet<string> = new Set([
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'Runtime.ImportModuleError',
  'Runtime.UncaughtException',
  'Runtime.UnhandledPromiseRejection',
]);
const STOPPING: InvocationResult = {
  ok: false,
  error: { errorType: 'Runtime.ExitError', errorMessage: 'The local stack is stopping.' },
};

function summary(result: InvocationResult & { ok: false }): { errorType: string; errorMessage: string } {
  return { errorType: result.error.errorType, errorMessage: result.error.errorMessage };
}

const MAX_LOG_BYTES = 20 * 1024 * 1024;

/** One older log is kept, so that the data directory does not grow without end. */
async function setAsideIfLarge(logFile: string): Promise<void> {
  const sizeBytes = existsSync(logFile) ? (await stat(logFile)).size : 0;
  if (sizeBytes > MAX_LOG_BYTES) await rename(logFile, `${logFile}.old`);
}
