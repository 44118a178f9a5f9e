import type { Logger } from '@aws-lambda-powertools/logger';

/** A handler whose faults are logged once, with their cause, and thrown on: whoever invoked the function tries
 *  again or parks the event. */
export function withFaultsLogged<Event, Result>(
  logger: Logger,
  work: (event: Event) => Promise<Result>,
): (event: Event) => Promise<Result> {
  return async (event) => {
    try {
      return await work(event);
    } catch (fault) {
      logger.error('The invocation failed', fault instanceof Error ? fault : new Error(String(fault)));
      throw fault;
    }
  };
}
