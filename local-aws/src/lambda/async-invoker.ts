import { randomUUID } from 'node:crypto';
import { messageOf, type Observe } from '../lib/stack-activity';
import type { FunctionModel } from '../model/stack-model';
import type { DurableStore } from '../store/durable-store';
import { AsyncQueue, type QueuedEvent } from './async-queue';
import { type AsyncFailureCondition, asyncFailureRecord } from './failure-record';
import type { FunctionPool } from './function-pool';

/** Lambda refuses a larger asynchronous event: 256 KB until 2025, 1 MB since; the smaller one is what holds
 *  in every Region. */
const MAX_ASYNC_PAYLOAD_BYTES = 256 * 1024;

export type AsyncInvokerOptions = {
  readonly functions: readonly FunctionModel[];
  readonly pool: Pick<FunctionPool, 'invoke' | 'limitOf'>;
  readonly store: DurableStore;
  /** Before the first and the second retry. Lambda waits 1 and 2 minutes. */
  readonly retryDelaysMs: readonly number[];
  /** Sends the record of a given-up event to its on-failure destination, in the function's name. */
  readonly sendToDestination: (fn: FunctionModel, destinationArn: string, body: string) => Promise<void>;
  readonly observe: Observe;
  readonly now?: () => number;
};

type Lane = {
  readonly fn: FunctionModel;
  readonly queue: AsyncQueue;
  running: number;
  timer?: NodeJS.Timeout;
};

/** Lambda's asynchronous invocation: accepted events are on disk, tried up to 1 + the function's retries
 *  times within its maximum age, and then sent to its on-failure destination.
 *  Delivery: at least once, in no promised order. */
export class AsyncInvoker {
  readonly #options: AsyncInvokerOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #now: () => number;
  readonly #active = new Set<Promise<void>>();
  #closed = false;

  private constructor(options: AsyncInvokerOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Opens the queues; delivery goes on at once with what an earlier run left. */
  static async open(options: AsyncInvokerOptions): Promise<AsyncInvoker> {
    const invoker = new AsyncInvoker(options);
    for (const fn of options.functions) {
      const queue = await AsyncQueue.open(options.store, fn.name);
      const lane: Lane = { fn, queue, running: 0 };
      invoker.#lanes.set(fn.arn, lane);
      queue.onArrival(() => invoker.#serve(lane));
    }
    for (const lane of invoker.#lanes.values()) invoker.#serve(lane);
    return invoker;
  }

  /** Resolves when the event is durably accepted.
   *  Errors: rejects if the function is unknown, the payload is too large, or the disk refuses. */
  async invoke(functionArn: string, payload: string): Promise<void> {
    const lane = this.#lanes.get(functionArn);
    if (!lane) throw new Error(`The stack has no function ${functionArn}.`);
    const sizeBytes = Buffer.byteLength(payload);
    if (sizeBytes > MAX_ASYNC_PAYLOAD_BYTES) {
      throw new Error(`Payload of ${sizeBytes} bytes exceeds ${MAX_ASYNC_PAYLOAD_BYTES} bytes.`);
    }
    const now = this.#now();
    await lane.queue.add({ requestId: randomUUID(), payload, acceptedAt: now, attempts: 0, dueAt: now });
  }

  /** Events not yet done, by function name. */
  depths(): ReadonlyMap<string, number> {
    return new Map(Array.from(this.#lanes.values(), ({ fn, queue }) => [fn.name, queue.size]));
  }

  /** Takes nothing more and waits for what runs; the rest stays on disk. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const lane of this.#lanes.values()) clearTimeout(lane.timer);
    await Promise.all(this.#active);
  }

  #serve(lane: Lane): void {
    while (lane.running < this.#options.pool.limitOf(lane.fn.name)) {
      if (this.#closed || !lane.queue.hasDue(this.#now())) return;
      lane.running += 1;
      const runner = this.#drain(lane)
        .catch((error: unknown) => {
          this.#options.observe({ kind: 'trouble', part: lane.fn.name, message: messageOf(error) });
        })
        .finally(() => {
          lane.running -= 1;
          this.#active.delete(runner);
          // What arrived between the last look and this line had nobody to wake.
          this.#serve(lane);
          this.#serveLater(lane);
        });
      this.#active.add(runner);
    }
  }

  async #drain(lane: Lane): Promise<void> {
    while (!this.#closed) {
      const event = await lane.queue.take(this.#now());
      if (!event) return;
      await this.#attempt(lane, event);
    }
  }

  #serveLater(lane: Lane): void {
    const dueAt = lane.queue.nextDueAt();
    clearTimeout(lane.timer);
    if (this.#closed || dueAt === undefined) return;
    lane.timer = setTimeout(
      () => {
        this.#serve(lane);
        this.#serveLater(lane);
      },
      Math.max(1, dueAt - this.#now()),
    );
  }

  async #attempt(lane: Lane, event: QueuedEvent): Promise<void> {
    const { fn, queue } = lane;
    if (this.#now() - event.acceptedAt > fn.asyncMaxAgeSeconds * 1000) {
      await this.#giveUp(lane, event, 'EventAgeExceeded');
      return;
    }
    if (event.attempts > fn.asyncRetries) {
      await this.#giveUp(lane, event, 'RetriesExhausted');
      return;
    }
    const result = await this.#options.pool.invoke(fn.name, event.payload, event.requestId);
    if (result.ok) {
      await queue.remove(event);
      return;
    }
    // A worker that this stop has killed did not fail: the event waits for the next start.
    if (this.#closed) return;
    const failed = { ...event, attempts: event.attempts + 1, error: result.error };
    if (failed.attempts > fn.asyncRetries) {
      await this.#giveUp(lane, failed, 'RetriesExhausted');
      return;
    }
    const delays = this.#options.retryDelaysMs;
    const delayMs = delays[Math.min(failed.attempts, delays.length) - 1] ?? 0;
    await queue.putBack({ ...failed, dueAt: this.#now() + delayMs });
  }

  async #giveUp(lane: Lane, event: QueuedEvent, condition: AsyncFailureCondition): Promise<void> {
    const { fn, queue } = lane;
    if (fn.onFailureArn !== undefined) {
      const record = asyncFailureRecord({ fn, event, condition, now: this.#now() });
      try {
        await this.#options.sendToDestination(fn, fn.onFailureArn, JSON.stringify(record));
      } catch (cause) {
        this.#options.observe({ kind: 'trouble', part: fn.onFailureArn, message: messageOf(cause) });
        await queue.putBack({ ...event, dueAt: this.#now() + DESTINATION_RETRY_MS });
        return;
      }
    }
    await queue.remove(event);
    this.#options.observe({ kind: 'parked', functionName: fn.name, where: fn.onFailureArn ?? 'nowhere' });
  }
}

/** A destination that is down must not lose the event: it is given up once more later. */
const DESTINATION_RETRY_MS = 1_000;
