import type { FunctionContract } from '../../contract/function-contract';
import { FUNCTIONS } from '../../contract/functions';

const DAY_MS = 24 * 3_600_000;

/** The longest that a function may go on after it took the time at which an event is recorded: every
 *  invocation takes it anew, so no event waits longer in one. */
const LONGEST_INSERT_MS =
  1_000 *
  Math.max(
    ...Object.values<FunctionContract>(FUNCTIONS)
      .filter(({ grants }) => grants.some(({ actions }) => actions.includes('dynamodb:PartiQLInsert')))
      .map(({ timeoutSeconds }) => timeoutSeconds),
  );

/** For an import, which no function's end cuts off, for clocks that differ and for the index that the day is
 *  read from, which lags. */
const ALLOWANCE_MS = 10 * 60_000;

/** How long after its end a day can still get events. */
export const CLOSING_MARGIN_MS = LONGEST_INSERT_MS + ALLOWANCE_MS;

/** When the UTC day is closed: nothing older is written any more. */
export const closesAt = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + DAY_MS + CLOSING_MARGIN_MS).toISOString();

/** The last day that is closed at this instant. */
export const lastClosedDay = (now: string): string =>
  new Date(Date.parse(now) - CLOSING_MARGIN_MS - DAY_MS).toISOString().slice(0, 10);

export const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + DAY_MS).toISOString().slice(0, 10);
