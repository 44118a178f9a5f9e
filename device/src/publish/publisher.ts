import { Backlog, type BacklogOptions } from './backlog';
import { consequenceOf, type Delivery } from './delivery';
import { lastSeq, type OutMessage } from './out-message';
import { MAX_PAYLOAD_BYTES } from './packet-size';
import type { RateLimit } from './rate-limit';

export type PublisherOptions = BacklogOptions & {
  readonly publish: (topic: string, payload: string) => Promise<Delivery>;
  readonly limit: RateLimit;
  /** Keeps what the broker will never take. Errors: throws when it cannot. */
  readonly park: (payload: string, reason: string) => void;
  readonly hear: (event: PublisherEvent) => void;
  readonly now: () => number;
  readonly random: () => number;
};

export type PublisherEvent =
  | { readonly kind: 'published'; readonly upTo: number }
  | { readonly kind: 'parked'; readonly seq: number; readonly bootId: string; readonly reason: string }
  /** All sending waits: the broker, or the parking, says no to everything. */
  | { readonly kind: 'stopped'; readonly reason: string }
  | { readonly kind: 'going' };

const WINDOW = 20;
const PACKET_TOO_LARGE = 149;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
/** A policy takes minutes to come into force. */
const STOPPED_PAUSE_MS = 60_000;
/** More refusals in a row are no fault of single messages. */
const MAX_PARKED_IN_A_ROW = 3;

/** Brings the spool's scans to the broker in their order, at most 20 messages at a time, each until it has been
 *  answered. Delivery: at least once; what is answered with yes, or parked, is acknowledged to the spool. */
export class Publisher {
  private readonly backlog: Backlog;
  private messages: OutMessage[] = [];
  private link: { readonly maxPacketBytes: number } | undefined;
  private failures = 0;
  private parkedInARow = 0;
  private notBeforeMs = 0;
  private standing = false;
  private ended = false;
  private preparing = false;
  private timer: NodeJS.Timeout | undefined;
  /** Messages sent more than once since start. */
  sentAgain = 0;

  constructor(private readonly options: PublisherOptions) {
    this.backlog = new Backlog(options);
  }

  /** To be called when there is something new to send. */
  wake(): void {
    if (this.timer === undefined) this.pump();
  }

  linkUp(maxPacketBytes: number): void {
    this.link = { maxPacketBytes };
    this.wake();
  }

  /** What was on its way is sent again. `code`: of the broker's DISCONNECT. */
  linkDown(code?: number): void {
    this.link = undefined;
    const lost = this.messages.filter(({ state, attempt }) => state !== 'done' && attempt > 0);
    for (const message of lost) message.state = 'waiting';
    if (code === PACKET_TOO_LARGE) this.single(lost);
  }

  /** Takes nothing new; resolves when nothing is on its way, or after `waitMs`. */
  async end(waitMs: number): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    const until = this.options.now() + waitMs;
    while (this.link !== undefined && this.flying() > 0 && this.options.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  private pump(): void {
    while (this.link !== undefined && !this.ended) {
      const wait = this.notBeforeMs - this.options.now();
      const message = wait > 0 ? undefined : this.next(this.link.maxPacketBytes);
      const slot = message && this.options.limit.delay(message.packetBytes, this.options.now());
      const pause = Math.max(wait, slot ?? 0);
      if (pause > 0) this.later(pause);
      if (pause > 0 || message === undefined) return;
      this.send(message);
    }
  }

  private later(ms: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.pump();
    }, ms);
  }

  private flying(): number {
    return this.messages.filter(({ state }) => state === 'flying').length;
  }

  private next(maxPacketBytes: number): OutMessage | undefined {
    const flying = this.messages.filter(({ state }) => state === 'flying');
    const room = this.standing ? 1 : WINDOW;
    if (flying.length >= room || flying.some(({ alone }) => alone)) return undefined;
    const waiting = this.messages.find(({ state }) => state === 'waiting');
    if (waiting?.alone && flying.length > 0) return undefined;
    if (waiting !== undefined) return waiting;
    if (this.messages.length >= WINDOW) return undefined;
    const message = this.backlog.next(maxPacketBytes);
    if (message !== undefined) this.messages.push(message);
    return message;
  }

  private send(message: OutMessage): void {
    const { topic, publish, limit, now } = this.options;
    const tooLarge =
      message.packetBytes > (this.link?.maxPacketBytes ?? 0) ||
      Buffer.byteLength(message.payload) > MAX_PAYLOAD_BYTES;
    if (tooLarge) {
      this.refused(message, 'it is larger than the broker takes');
      return;
    }
    message.state = 'flying';
    message.attempt += 1;
    if (message.attempt > 1) this.sentAgain += 1;
    limit.sent(message.packetBytes, now());
    const { attempt } = message;
    this.prepare();
    void publish(topic, message.payload).then((delivery) => {
      this.settle(message, attempt, delivery);
      this.wake();
    });
  }

  private prepare(): void {
    if (this.preparing || this.ended) return;
    this.preparing = true;
    setImmediate(() => {
      this.preparing = false;
      if (this.backlog.prepare()) this.prepare();
    });
  }

  private settle(message: OutMessage, attempt: number, delivery: Delivery): void {
    const consequence = consequenceOf(delivery);
    if (consequence === 'done') this.accepted(message);
    if (delivery.kind === 'acknowledged' || message.state !== 'flying' || message.attempt !== attempt) return;
    message.state = 'waiting';
    if (consequence === 'park') this.refused(message, delivery.reason);
    else if (consequence === 'stop') this.stand(delivery.reason);
    else if (this.link !== undefined) this.pause();
  }

  private accepted(message: OutMessage): void {
    if (message.state === 'done' || !this.messages.includes(message)) return;
    message.state = 'done';
    this.failures = 0;
    this.parkedInARow = 0;
    if (this.standing) this.goOn();
    this.acknowledge();
  }

  private acknowledge(): void {
    let upTo = 0;
    while (this.messages[0]?.state === 'done') {
      upTo = lastSeq(this.messages[0]);
      this.messages.shift();
    }
    if (upTo === 0) return;
    this.options.spool.acknowledge(upTo);
    this.options.hear({ kind: 'published', upTo });
  }

  /** This message, or one scan of it, will never be taken. */
  private refused(message: OutMessage, reason: string): void {
    if (message.scans.length > 1) {
      this.replace(message, this.backlog.split(message, message.alone));
      return;
    }
    const trouble = this.park(message.payload, reason);
    if (trouble !== undefined) {
      this.stand(trouble);
      return;
    }
    message.state = 'done';
    const stored = message.scans[0]?.stored;
    if (stored !== undefined) {
      this.options.hear({ kind: 'parked', seq: stored.seq, bootId: stored.scan.bootId, reason });
    }
    this.acknowledge();
  }

  /** What stands against parking it. */
  private park(payload: string, reason: string): string | undefined {
    if (this.parkedInARow >= MAX_PARKED_IN_A_ROW) return reason;
    try {
      this.options.park(payload, reason);
    } catch (error) {
      return `${reason}; and it cannot be parked: ${String(error)}`;
    }
    this.parkedInARow += 1;
    return undefined;
  }

  /** One of these was too large for the broker: the next time each goes by itself, then scan by scan. */
  private single(lost: readonly OutMessage[]): void {
    for (const message of lost) {
      if (!message.alone) message.alone = true;
      else if (message.scans.length > 1) this.replace(message, this.backlog.split(message, true));
      else this.refused(message, 'the broker ended the connection over it: packet too large');
    }
  }

  private replace(message: OutMessage, by: readonly OutMessage[]): void {
    this.messages = this.messages.flatMap((each) => (each === message ? by : [each]));
  }

  private pause(): void {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures += 1;
    this.notBeforeMs = this.options.now() + longest * this.options.random();
  }

  private stand(reason: string): void {
    if (!this.standing) this.options.hear({ kind: 'stopped', reason });
    this.standing = true;
    this.notBeforeMs = this.options.now() + STOPPED_PAUSE_MS;
  }

  private goOn(): void {
    this.standing = false;
    this.notBeforeMs = 0;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.options.hear({ kind: 'going' });
  }
}
