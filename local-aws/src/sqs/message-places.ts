/** Where a message stands. Bodies are not held here: 50,000 messages are a few megabytes. */
export type Place = {
  readonly key: string;
  count: number;
  firstAt: number;
  visibleAt: number;
  state: 'ready' | 'in-flight' | 'leaving' | 'gone';
};

/** The messages of one queue by their keys: who may be received, who is in flight and until when.
 *  Whatever becomes visible again goes to the end, so that a message that always fails holds up no other. */
export class MessagePlaces {
  readonly #places = new Map<string, Place>();
  readonly #inFlight = new Map<string, Place>();
  #ready: Place[] = [];
  #head = 0;
  #readyCount = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #arrivals = new Set<() => void>();

  /** `onReturn` decides what becomes of a message whose visibility timeout ran out: `makeReady` or leave. */
  constructor(private readonly onReturn: (place: Place) => void) {}

  add(key: string, count = 0, firstAt = 0): Place {
    const place: Place = { key, count, firstAt, visibleAt: 0, state: 'leaving' };
    this.#places.set(key, place);
    return place;
  }

  makeReady(place: Place): void {
    this.#setState(place, 'ready');
    this.#ready.push(place);
    for (const wake of this.#arrivals) wake();
  }

  /** Takes up to `max` messages, in flight until `visibleAt`. */
  take(max: number, visibleAt: number): Place[] {
    const taken: Place[] = [];
    while (taken.length < max && this.#head < this.#ready.length) {
      const place = this.#ready[this.#head++];
      if (place?.state !== 'ready') continue;
      this.#setState(place, 'in-flight');
      taken.push(place);
      this.hideUntil(place, visibleAt);
    }
    if (this.#head > 1024 && this.#head * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }

  hideUntil(place: Place, visibleAt: number): void {
    place.visibleAt = visibleAt;
    this.#wakeAt(visibleAt);
  }

  /** Neither visible nor in flight: on its way to another queue. */
  startLeaving(place: Place): void {
    this.#setState(place, 'leaving');
  }

  remove(place: Place): void {
    this.#setState(place, 'gone');
    this.#places.delete(place.key);
  }

  get(key: string): Place | undefined {
    return this.#places.get(key);
  }

  all(): Iterable<Place> {
    return this.#places.values();
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

  #setState(place: Place, state: Place['state']): void {
    if (place.state === 'ready') this.#readyCount -= 1;
    if (place.state === 'in-flight') this.#inFlight.delete(place.key);
    place.state = state;
    if (state === 'ready') this.#readyCount += 1;
    if (state === 'in-flight') this.#inFlight.set(place.key, place);
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
    for (const place of [...this.#inFlight.values()]) {
      if (place.visibleAt <= now) this.onReturn(place);
      else next = Math.min(next, place.visibleAt);
    }
    if (next < Number.POSITIVE_INFINITY) this.#wakeAt(next);
  }
}
