import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** A wait that would not end in the time that the work has. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

const ends = new AsyncLocalStorage<number>();

/** Does the work, which waits for what is busy only as long as this time lasts. It is not broken off: it gives up by
 *  itself, with the fault that it was about to try again. Within other such work the shorter time holds. */
export function withinTime<Answer>(ms: number, work: () => Promise<Answer>): Promise<Answer> {
  const end = performance.now() + ms;
  return ends.run(Math.min(end, ends.getStore() ?? end), work);
}

/** Whether a wait of so many milliseconds ends in time. It always does where no time is set. */
export function leavesTimeFor(ms: number): boolean {
  const end = ends.getStore();
  return end === undefined || performance.now() + ms <= end;
}

/** Waits. Errors: throws OutOfTime at once where the wait would not end in time. */
export async function waitInTime(ms: number): Promise<void> {
  if (!leavesTimeFor(ms)) throw new OutOfTime('What it needs was busy until its time was over; try again.');
  await sleep(ms);
}
