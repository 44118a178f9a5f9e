import { EventQueue } from './event-queue';
import { Random } from './random';

/** More than any run needs: reached only by something that never comes to rest. */
const MAX_STEPS = 3_000_000;

/** A world with its own clock, in which one thing happens after the other. All that takes time in it waits for
 *  this scheduler, so a seed fixes the whole course of events. */
export class World {
  /** Epoch milliseconds. */
  now: number;
  readonly random: Random;
  /** What went against a rule of this world; `drain` throws the first. */
  readonly faults: Error[] = [];
  readonly #queue = new EventQueue();

  constructor(seed: number, startsAt: string) {
    this.random = new Random(seed);
    this.now = Date.parse(startsAt);
  }

  readonly clock = () => new Date(Math.floor(this.now)).toISOString();

  in(delayMs: number, run: () => void) {
    this.#queue.add(this.now + delayMs, run);
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.in(delayMs, resolve));
  }

  /** Something that runs beside the rest and must not fail. */
  spawn(work: () => Promise<unknown>) {
    work().catch((fault) => this.faults.push(fault instanceof Error ? fault : new Error(String(fault))));
  }

  /** Lets everything happen that is to happen, until nothing is left. */
  async drain(): Promise<void> {
    await settled();
    for (let steps = 0; ; steps += 1) {
      if (this.faults[0]) throw this.faults[0];
      const due = this.#queue.take();
      if (due === undefined) return;
      if (steps > MAX_STEPS) throw new Error('The world does not come to rest.');
      this.now = due.at;
      due.run();
      await settled();
    }
  }
}

/** When every promise that could go on has done so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
