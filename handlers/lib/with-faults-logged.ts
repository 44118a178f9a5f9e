import type { Logger } from '@aws-lambda-powertools/logger';

/** A handler whose faults are logged once, with their cause, and thrown on: whoever invoked the function tries
 *  again or parks the event. */
export function withFaultsLogged<Event, More extends unknown[], Result>(
  logger: Logger,
  work: (event: Event, ...more: More) => Promise<Result>,
): (event: Event, ...more: More) => Promise<Result> {
  return async (event, ...more) => {
    try {
      return await work(event, ...more);
    } catch (fault) {
      logger.error('The invocation failed', fault instanceof Error ? fault : new Error(String(fault)));
      throw fault;
    }
  };
}
