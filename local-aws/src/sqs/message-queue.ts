import { decodeTime, monotonicFactory } from 'ulid';
import type { QueueModel } from '../model/stack-model';
import type { DurableStore, StoreOp } from '../store/durable-store';
import { MessageStates, type TrackedMessage } from './message-states';
import { parseReceipts, parseStoredMessage, type StoredMessage } from './stored-message';

export type ReceivedMessage = StoredMessage & {
  readonly receiptHandle: string;
  readonly receiveCount: number;
  /** Epoch ms. */
  readonly sentAt: number;
  readonly firstReceivedAt: number;
};

export type QueueSetup = {
  readonly model: QueueModel;
  readonly store: DurableStore;
  /** Takes a message that was received too often, in one commit with `removal`. */
  readonly deadLetters?: (key: string, message: StoredMessage, removal: readonly StoreOp[]) => Promise<void>;
  /** Told of what fails with nobody waiting for it. */
  readonly onFault: (error: unknown) => void;
};

/** One queue, at least once and in no promised order. Keys are ULIDs: in the order of sending, whose time they
 *  carry. A message counts as sent when it is on disk; receipts outlive a killed process. */
export class MessageQueue {
  readonly #newKey = monotonicFactory();
  readonly #messages: MessageStates;

  private constructor(private readonly setup: QueueSetup) {
    this.#messages = new MessageStates((tracked) => this.#comeBack(tracked));
  }

  /** Opens a queue with what its last process left. What was in flight then is visible at once: whoever held
   *  it ended with that process. */
  static async open(setup: QueueSetup): Promise<MessageQueue> {
    const queue = new MessageQueue(setup);
    for await (const key of setup.store.keys(queue.#range('m'))) queue.#messages.add(afterSlash(key));
    for await (const [key, value] of setup.store.entries(queue.#range('r'))) {
      const tracked = queue.#messages.get(afterSlash(key));
      if (tracked !== undefined) Object.assign(tracked, parseReceipts(value));
    }
    for (const tracked of [...queue.#messages.all()]) queue.#comeBack(tracked);
    return queue;
  }

  get model(): QueueModel {
    return this.setup.model;
  }

  /** Resolves when the message is on disk. */
  async send(message: StoredMessage): Promise<void> {
    await this.adopt(this.#newKey(Date.now()), message, []);
  }

  /** Stores a message under a key that another queue gave it, in one commit with `alongside`. */
  async adopt(key: string, message: StoredMessage, alongside: readonly StoreOp[]): Promise<void> {
    const put: StoreOp = { type: 'put', key: this.#key('m', key), value: JSON.stringify(message) };
    await this.setup.store.commit([put, ...alongside]);
    this.#messages.makeReady(this.#messages.add(key));
  }

  /** At most `max` messages, then hidden for the visibility timeout. Waits up to `waitMs` for the first. */
  async receive(max: number, waitMs = 0, options: ReceiveOptions = {}): Promise<ReceivedMessage[]> {
    const until = Date.now() + waitMs;
    for (;;) {
      const received = await this.#take(
        max,
        options.visibilitySeconds ?? this.model.visibilityTimeoutSeconds,
      );
      const left = until - Date.now();
      if (received.length > 0 || left <= 0 || options.signal?.aborted) return received;
      await this.#messages.arrival(left, options.signal);
    }
  }

  /** A handle that a later receive has replaced deletes nothing, as in SQS; false if it is no handle at all. */
  async delete(receiptHandle: string): Promise<boolean> {
    const handle = parseHandle(receiptHandle);
    if (handle === undefined) return false;
    const tracked = this.#messages.get(handle.key);
    if (tracked === undefined || tracked.count !== handle.count || tracked.state === 'leaving') return true;
    this.#messages.remove(tracked);
    await this.setup.store.write(this.#removal(tracked.key));
    return true;
  }

  /** Returns false if the message is not in flight under this handle. */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const handle = parseHandle(receiptHandle);
    const tracked = handle && this.#messages.get(handle.key);
    if (tracked?.state !== 'in-flight' || tracked.count !== handle?.count) return false;
    if (seconds === 0) this.#comeBack(tracked);
    else this.#messages.hideUntil(tracked, Date.now() + seconds * 1000);
    return true;
  }

  async purge(): Promise<void> {
    const messages = [...this.#messages.all()].filter((tracked) => tracked.state !== 'leaving');
    for (const tracked of messages) this.#messages.remove(tracked);
    await this.setup.store.commit(messages.flatMap((tracked) => this.#removal(tracked.key)));
  }

  counts(): { readonly visible: number; readonly inFlight: number } {
    return this.#messages.counts();
  }

  /** Ends waiting receives. The store stays open. */
  close(): void {
    this.#messages.close();
  }

  async #take(max: number, visibilitySeconds: number): Promise<ReceivedMessage[]> {
    const now = Date.now();
    const taken = this.#messages.take(max, now + visibilitySeconds * 1000);
    if (taken.length === 0) return [];
    const live = taken.filter(
      (tracked) => decodeTime(tracked.key) + this.model.retentionSeconds * 1000 > now,
    );
    for (const tracked of live) {
      tracked.count += 1;
      tracked.firstAt ||= now;
    }
    const expired = taken.filter((tracked) => !live.includes(tracked));
    for (const tracked of expired) this.#messages.remove(tracked);
    await this.setup.store.write([
      ...live.map((tracked) => this.#receipt(tracked)),
      ...expired.flatMap((tracked) => this.#removal(tracked.key)),
    ]);
    const stored = await this.setup.store.getMany(live.map((tracked) => this.#key('m', tracked.key)));
    return live.flatMap((tracked, n) => {
      const json = stored[n];
      return json === undefined ? [] : [toReceived(tracked, parseStoredMessage(json))];
    });
  }

  #comeBack(tracked: TrackedMessage): void {
    const { redrive } = this.model;
    if (redrive !== undefined && this.setup.deadLetters && tracked.count >= redrive.maxReceiveCount) {
      this.#messages.startLeaving(tracked);
      this.#leave(tracked, this.setup.deadLetters).catch((error: unknown) => {
        this.#messages.makeReady(tracked);
        this.setup.onFault(error);
      });
    } else {
      this.#messages.makeReady(tracked);
    }
  }

  async #leave(tracked: TrackedMessage, deadLetters: NonNullable<QueueSetup['deadLetters']>): Promise<void> {
    const json = await this.setup.store.get(this.#key('m', tracked.key));
    if (json !== undefined) {
      const message = { ...parseStoredMessage(json), deadLetterSourceArn: this.model.arn };
      await deadLetters(tracked.key, message, this.#removal(tracked.key));
    }
    this.#messages.remove(tracked);
  }

  #receipt({ key, count, firstAt }: TrackedMessage): StoreOp {
    return { type: 'put', key: this.#key('r', key), value: JSON.stringify({ count, firstAt }) };
  }

  #removal(key: string): StoreOp[] {
    return [
      { type: 'del', key: this.#key('m', key) },
      { type: 'del', key: this.#key('r', key) },
    ];
  }

  #key(kind: 'm' | 'r', key: string): string {
    return `sqs/${this.model.name}/${kind}/${key}`;
  }

  #range(kind: 'm' | 'r') {
    return { gte: this.#key(kind, ''), lt: this.#key(kind, '~') };
  }
}

export type ReceiveOptions = { readonly visibilitySeconds?: number; readonly signal?: AbortSignal };

const afterSlash = (key: string) => key.slice(key.lastIndexOf('/') + 1);

function toReceived(tracked: TrackedMessage, message: StoredMessage): ReceivedMessage {
  return {
    ...message,
    receiptHandle: Buffer.from(`${tracked.key}.${tracked.count}`).toString('base64url'),
    receiveCount: tracked.count,
    sentAt: decodeTime(tracked.key),
    firstReceivedAt: tracked.firstAt,
  };
}

function parseHandle(handle: string): { readonly key: string; readonly count: number } | undefined {
  const match = /^([0-9A-Z]{26})\.(\d+)$/.exec(Buffer.from(handle, 'base64url').toString());
  return match?.[1] === undefined ? undefined : { key: match[1], count: Number(match[2]) };
}
