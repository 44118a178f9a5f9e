import { decodeTime, monotonicFactory } from 'ulid';
import type { QueueModel } from '../model/stack-model';
import type { DurableStore, StoreOp } from '../store/durable-store';
import { MessagePlaces, type Place } from './message-places';
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
  readonly #places: MessagePlaces;

  private constructor(private readonly setup: QueueSetup) {
    this.#places = new MessagePlaces((place) => this.#comeBack(place));
  }

  /** Opens a queue with what its last process left. What was in flight then is visible at once: whoever held
   *  it ended with that process. */
  static async open(setup: QueueSetup): Promise<MessageQueue> {
    const queue = new MessageQueue(setup);
    for await (const key of setup.store.keys(queue.#range('m'))) queue.#places.add(afterSlash(key));
    for await (const [key, value] of setup.store.entries(queue.#range('r'))) {
      const place = queue.#places.get(afterSlash(key));
      if (place !== undefined) Object.assign(place, parseReceipts(value));
    }
    for (const place of [...queue.#places.all()]) queue.#comeBack(place);
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
    this.#places.makeReady(this.#places.add(key));
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
      await this.#places.arrival(left, options.signal);
    }
  }

  /** A handle that a later receive has replaced deletes nothing, as in SQS; false if it is no handle at all. */
  async delete(receiptHandle: string): Promise<boolean> {
    const handle = parseHandle(receiptHandle);
    if (handle === undefined) return false;
    const place = this.#places.get(handle.key);
    if (place === undefined || place.count !== handle.count || place.state === 'leaving') return true;
    this.#places.remove(place);
    await this.setup.store.write(this.#removal(place.key));
    return true;
  }

  /** Returns false if the message is not in flight under this handle. */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const handle = parseHandle(receiptHandle);
    const place = handle && this.#places.get(handle.key);
    if (place?.state !== 'in-flight' || place.count !== handle?.count) return false;
    if (seconds === 0) this.#comeBack(place);
    else this.#places.hideUntil(place, Date.now() + seconds * 1000);
    return true;
  }

  async purge(): Promise<void> {
    const places = [...this.#places.all()].filter((place) => place.state !== 'leaving');
    for (const place of places) this.#places.remove(place);
    await this.setup.store.commit(places.flatMap((place) => this.#removal(place.key)));
  }

  counts(): { readonly visible: number; readonly inFlight: number } {
    return this.#places.counts();
  }

  /** Ends waiting receives. The store stays open. */
  close(): void {
    this.#places.close();
  }

  async #take(max: number, visibilitySeconds: number): Promise<ReceivedMessage[]> {
    const now = Date.now();
    const taken = this.#places.take(max, now + visibilitySeconds * 1000);
    if (taken.length === 0) return [];
    const live = taken.filter((place) => decodeTime(place.key) + this.model.retentionSeconds * 1000 > now);
    for (const place of live) {
      place.count += 1;
      place.firstAt ||= now;
    }
    const expired = taken.filter((place) => !live.includes(place));
    for (const place of expired) this.#places.remove(place);
    await this.setup.store.write([
      ...live.map((place) => this.#receipt(place)),
      ...expired.flatMap((place) => this.#removal(place.key)),
    ]);
    const stored = await this.setup.store.getMany(live.map((place) => this.#key('m', place.key)));
    return live.flatMap((place, n) => {
      const json = stored[n];
      return json === undefined ? [] : [toReceived(place, parseStoredMessage(json))];
    });
  }

  #comeBack(place: Place): void {
    const { redrive } = this.model;
    if (redrive !== undefined && this.setup.deadLetters && place.count >= redrive.maxReceiveCount) {
      this.#places.startLeaving(place);
      this.#leave(place, this.setup.deadLetters).catch((error: unknown) => {
        this.#places.makeReady(place);
        this.setup.onFault(error);
      });
    } else {
      this.#places.makeReady(place);
    }
  }

  async #leave(place: Place, deadLetters: NonNullable<QueueSetup['deadLetters']>): Promise<void> {
    const json = await this.setup.store.get(this.#key('m', place.key));
    if (json !== undefined) {
      const message = { ...parseStoredMessage(json), deadLetterSourceArn: this.model.arn };
      await deadLetters(place.key, message, this.#removal(place.key));
    }
    this.#places.remove(place);
  }

  #receipt({ key, count, firstAt }: Place): StoreOp {
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

function toReceived(place: Place, message: StoredMessage): ReceivedMessage {
  return {
    ...message,
    receiptHandle: Buffer.from(`${place.key}.${place.count}`).toString('base64url'),
    receiveCount: place.count,
    sentAt: decodeTime(place.key),
    firstReceivedAt: place.firstAt,
  };
}

function parseHandle(handle: string): { readonly key: string; readonly count: number } | undefined {
  const match = /^([0-9A-Z]{26})\.(\d+)$/.exec(Buffer.from(handle, 'base64url').toString());
  return match?.[1] === undefined ? undefined : { key: match[1], count: Number(match[2]) };
}
