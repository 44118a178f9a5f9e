import { z } from 'zod';
import type { DurableStore } from '../store/durable-store';
import { functionError } from './worker';

const storedEvent = z.object({
  requestId: z.string(),
  payload: z.string(),
  acceptedAt: z.number(),
  attempts: z.number(),
  dueAt: z.number(),
  /** Of the last attempt. */
  error: functionError.optional(),
});

/** An asynchronous invocation on disk. `dueAt` and `acceptedAt` are epoch milliseconds. */
export type StoredEvent = z.infer<typeof storedEvent>;
export type QueuedEvent = StoredEvent & { readonly key: string };

const PAGE = 256;
const keyOf = (prefix: string, sequence: number) => prefix + String(sequence).padStart(16, '0');

/** The asynchronous invocations of one function that are not yet done, on disk in the order of arrival.
 *  Delivery: at least once; what was taken and not removed is there again after a restart. */
export class AsyncQueue {
  readonly #store: DurableStore;
  readonly #prefix: string;
  readonly #uncommitted = new Set<number>();
  readonly #delayed: { readonly key: string; readonly dueAt: number }[] = [];
  #sequence = 0;
  #readTo = 0;
  #page: QueuedEvent[] = [];
  #reading: Promise<void> | undefined;
  #size = 0;
  #wake: () => void = () => {};

  private constructor(store: DurableStore, functionName: string) {
    this.#store = store;
    this.#prefix = `lambda/async/${functionName}/`;
  }

  static async open(store: DurableStore, functionName: string): Promise<AsyncQueue> {
    const queue = new AsyncQueue(store, functionName);
    const range = { gte: queue.#prefix, lt: `${queue.#prefix}:` };
    for await (const key of store.keys(range)) {
      queue.#size += 1;
      queue.#sequence = Number(key.slice(queue.#prefix.length));
      if (queue.#size === 1) queue.#readTo = queue.#sequence - 1;
    }
    return queue;
  }

  /** Invocations that wait, run or are to be tried again. */
  get size(): number {
    return this.#size;
  }

  /** Called whenever there may be something new to take. */
  onArrival(wake: () => void): void {
    this.#wake = wake;
  }

  /** Resolves when the event is on disk: from then on it will be delivered. */
  async add(event: StoredEvent): Promise<void> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    this.#uncommitted.add(sequence);
    this.#size += 1;
    try {
      const value = JSON.stringify(event);
      await this.#store.commit([{ type: 'put', key: keyOf(this.#prefix, sequence), value }]);
    } catch (error) {
      this.#size -= 1;
      throw error;
    } finally {
      this.#uncommitted.delete(sequence);
      this.#wake();
    }
  }

  /** Whether `take` may give something now. */
  hasDue(nowMs: number): boolean {
    if (this.#page.length > 0 || this.#readTo < this.#visibleTo()) return true;
    return (this.#delayed[0]?.dueAt ?? Number.POSITIVE_INFINITY) <= nowMs;
  }

  /** The next event that is due, or undefined. No two calls get the same one. */
  async take(nowMs: number): Promise<QueuedEvent | undefined> {
    const late = this.#delayed[0];
    if (late && late.dueAt <= nowMs) {
      this.#delayed.shift();
      const value = await this.#store.get(late.key);
      if (value !== undefined) return { key: late.key, ...storedEvent.parse(JSON.parse(value)) };
    }
    for (;;) {
      const next = this.#page.shift();
      if (next && next.dueAt <= nowMs) return next;
      if (next) this.#delay(next.key, next.dueAt);
      else if (!(await this.#readPage())) return undefined;
    }
  }

  /** When the earliest delayed event is due. */
  nextDueAt(): number | undefined {
    return this.#delayed[0]?.dueAt;
  }

  /** Keeps a taken event for another attempt at its `dueAt`. */
  async putBack(event: QueuedEvent): Promise<void> {
    const { key, ...stored } = event;
    await this.#store.write([{ type: 'put', key, value: JSON.stringify(stored) }]);
    this.#delay(key, stored.dueAt);
    this.#wake();
  }

  /** Removes a taken event: done, or kept somewhere else. */
  async remove(event: QueuedEvent): Promise<void> {
    this.#size -= 1;
    await this.#store.write([{ type: 'del', key: event.key }]);
  }

  #delay(key: string, dueAt: number): void {
    let at = this.#delayed.length;
    while (at > 0 && (this.#delayed[at - 1]?.dueAt ?? 0) > dueAt) at -= 1;
    this.#delayed.splice(at, 0, { key, dueAt });
  }

  /** True when the page may hold something now. Readers that come together share one read. */
  async #readPage(): Promise<boolean> {
    if (this.#readTo >= this.#visibleTo()) return false;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    return true;
  }

  /** A later event may be on disk before an earlier one: never read past one that is still on its way. */
  #visibleTo(): number {
    const [firstUncommitted] = this.#uncommitted;
    return firstUncommitted === undefined ? this.#sequence : firstUncommitted - 1;
  }

  async #read(): Promise<void> {
    const to = this.#visibleTo();
    const range = {
      gte: keyOf(this.#prefix, this.#readTo + 1),
      lt: keyOf(this.#prefix, to + 1),
      limit: PAGE,
    };
    const page: QueuedEvent[] = [];
    for await (const [key, value] of this.#store.entries(range)) {
      page.push({ key, ...storedEvent.parse(JSON.parse(value)) });
    }
    const last = page.at(-1);
    this.#readTo = page.length === PAGE && last ? Number(last.key.slice(this.#prefix.length)) : to;
    this.#page.push(...page);
  }
}
