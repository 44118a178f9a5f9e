/** What a queue knows of a message. Bodies stay on disk: so 50,000 messages are a few megabytes. */
export type TrackedMessage = {
  readonly key: string;
  count: number;
  firstAt: number;
  visibleAt: number;
  state: 'ready' | 'in-flight' | 'leaving' | 'gone';
};

/** The messages of one queue by their keys: who may be received, who is in flight and until when.
 *  Whatever becomes visible again goes to the end, so that a message that always fails holds up no other. */
export class MessageStates {
  readonly #messages = new Map<string, TrackedMessage>();
  readonly #inFlight = new Map<string, TrackedMessage>();
  #ready: TrackedMessage[] = [];
  #head = 0;
  #readyCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #arrivals = new Set<() => void>();

  /** `onReturn` decides what becomes of a message whose visibility timeout ran out: `makeReady` or leave. */
  constructor(private readonly onReturn: (tracked: TrackedMessage) => void) {}

  add(key: string, count = 0, firstAt = 0): TrackedMessage {
    const tracked: TrackedMessage = { key, count, firstAt, visibleAt: 0, state: 'leaving' };
    this.#messages.set(key, tracked);
    return tracked;
  }

  makeReady(tracked: TrackedMessage): void {
    this.#setState(tracked, 'ready');
    this.#ready.push(tracked);
    for (const wake of this.#arrivals) wake();
  }

  /** Takes up to `max` messages, in flight until `visibleAt`. */
  take(max: number, visibleAt: number): TrackedMessage[] {
    const taken: TrackedMessage[] = [];
    while (taken.length < max && this.#head < this.#ready.length) {
      const tracked = this.#ready[this.#head++];
      if (tracked?.state !== 'ready') continue;
      this.#setState(tracked, 'in-flight');
      taken.push(tracked);
      this.hideUntil(tracked, visibleAt);
    }
    if (this.#head > 1024 && this.#head * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }

  hideUntil(tracked: TrackedMessage, visibleAt: number): void {
    tracked.visibleAt = visibleAt;
    this.#wakeAt(visibleAt);
  }

  /** Neither visible nor in flight: on its way to another queue. */
  startLeaving(tracked: TrackedMessage): void {
    this.#setState(tracked, 'leaving');
  }

  remove(tracked: TrackedMessage): void {
    this.#setState(tracked, 'gone');
    this.#messages.delete(tracked.key);
  }

  get(key: string): TrackedMessage | undefined {
    return this.#messages.get(key);
  }

  all(): Iterable<TrackedMessage> {
    return this.#messages.values();
  }

  counts(): { readonly visible: number; readonly inFlight: number } {
    return { visible: this.#readyCount, inFlight: this.#inFlight.size };
  }

  /** Resolves at the next arrival, after `waitMs`, or when `signal` aborts. */
  async arrival(waitMs: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#arrivals.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      this.#arrivals.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timerAt = Number.NEGATIVE_INFINITY;
    for (const wake of this.#arrivals) wake();
  }

  #setState(tracked: TrackedMessage, state: TrackedMessage['state']): void {
    if (tracked.state === 'ready') this.#readyCount -= 1;
    if (tracked.state === 'in-flight') this.#inFlight.delete(tracked.key);
    tracked.state = state;
    if (state === 'ready') this.#readyCount += 1;
    if (state === 'in-flight') this.#inFlight.set(tracked.key, tracked);
  }

  #wakeAt(at: number): void {
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#returnExpired(), Math.max(0, at - Date.now()));
    this.#timer.unref();
  }

  #returnExpired(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = Date.now();
    let next = Number.POSITIVE_INFINITY;
    for (const tracked of [...this.#inFlight.values()]) {
      if (tracked.visibleAt <= now) this.onReturn(tracked);
      else next = Math.min(next, tracked.visibleAt);
    }
    if (next < Number.POSITIVE_INFINITY) this.#wakeAt(next);
  }
}
