/** How calls of AWS are tried again. The waits were measured on @aws-sdk/client-dynamodb 3.1164.0: up to 1, 2, 4 and
 *  8 s before the next try of a throttled call, by chance shorter; each takes 5 of the 500 tokens that a client has
 *  for all of its calls, and gives them back when it succeeds. */
export type Calls = {
  /** So often a call is tried at most. */
  readonly attempts: number;
  /** So many calls one after another a full piece of the work makes: a batch, a message, a page. `grows`: history
   *  decides, and only the end of the time ends it. */
  readonly inSequence: number | 'grows';
};

const FIRST_WAIT_MS = 1_000;

/** What the SDK waits at most before the next try of a call that has been throttled so often. */
export const waitBeforeRetryMs = (retriesBefore: number): number => FIRST_WAIT_MS * 2 ** retriesBefore;

/** What the SDK waits at most for one call that is throttled each time. */
export const longestWaitMs = (attempts: number): number => FIRST_WAIT_MS * (2 ** (attempts - 1) - 1);

/** A client has the tokens for so many retries of throttled calls at once. */
export const THROTTLE_RETRIES = 100;

/** So many calls of a client are on their way at once, the others wait: with three attempts each has its retries. */
export const CALLS_IN_FLIGHT = 48;

/** Kept free at the end of a function's time, for the last answer and for saying what came of it. */
const SPARE_SECONDS = 4;

/** How long a function goes on waiting and trying again. */
export const workingMs = ({ timeoutSeconds }: { readonly timeoutSeconds: number }): number =>
  (timeoutSeconds - SPARE_SECONDS) * 1_000;
