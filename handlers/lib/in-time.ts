import { withinTime } from '../../app/lib/working-time';
import { FUNCTIONS, type FunctionName } from '../../contract/functions';
import { workingMs } from '../../contract/retries';

/** A handler that waits for what is busy only as long as its function may run. It then fails, and whoever invoked it
 *  tries again, instead of being broken off in the middle of a wait. */
export function inTime<Args extends unknown[], Answer>(
  name: FunctionName,
  work: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  const ms = workingMs(FUNCTIONS[name]);
  return (...args) => withinTime(ms, () => work(...args));
}

/** How the function's clients try again. */
export const triesOf = (name: FunctionName) => ({ maxAttempts: FUNCTIONS[name].calls.attempts });
