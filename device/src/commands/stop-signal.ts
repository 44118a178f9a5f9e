import { note } from './output';

export type StopSignal = {
  readonly signal: AbortSignal;
  /** Ends the reader as a signal does. */
  now(): void;
};

/** The contract gives 5 s (CONTRACT §7). */
const AT_MOST_MS = 4_900;

/** Aborts at SIGTERM, Ctrl-C, the end of `failed`, or `now`. A goodbye that does not come to its end is cut off with
 *  exit code 0: what beeped is on disk, and is sent by the next start. */
export function stopSignal(failed: AbortSignal): StopSignal {
  const stop = new AbortController();
  const now = () => {
    if (stop.signal.aborted) return;
    setTimeout(() => {
      note('the goodbye did not come to its end: what beeped is kept, and is sent at the next start');
      process.exit(0);
    }, AT_MOST_MS).unref();
    stop.abort();
  };
  process.once('SIGTERM', now);
  process.once('SIGINT', now);
  failed.addEventListener('abort', now);
  return { signal: stop.signal, now };
}
