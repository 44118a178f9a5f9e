import { pause } from '../lib/pause';

/** Lets an idle loop sleep until something happens. A wake while it is awake counts for its next sleep. */
export class Waker {
  #pending = false;
  #sleep: AbortController | undefined;

  wake(): void {
    this.#pending = true;
    this.#sleep?.abort();
  }

  /** Resolves at the next wake, after `limitMs`, or when `signal` aborts. One sleeper at a time. */
  async sleep(limitMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#pending) {
      this.#sleep = new AbortController();
      await pause(limitMs, AbortSignal.any([this.#sleep.signal, signal]));
      this.#sleep = undefined;
    }
    this.#pending = false;
  }
}
