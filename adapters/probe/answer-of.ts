import type { ProbeAnswer } from '../../app/probe/probe';

const REFUSALS = new Set(['AccessDenied', 'AccessDeniedException']);

/** Errors about who calls and how much, not about what is allowed. */
const OTHERWISE =
  /token|signature|credential|UnrecognizedClient|InvalidAccessKeyId|Throttl|Throughput|ServiceUnavailable|Internal/i;

/** Whether permissions refused the call. Any other error of the service means that they let it pass.
 *  Errors: what is not an answer of the service at all, such as a lost connection, and refused credentials. */
export async function answerOf(send: () => Promise<unknown>): Promise<ProbeAnswer> {
  try {
    await send();
    return { kind: 'allowed', met: 'success' };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    if (REFUSALS.has(error.name)) return { kind: 'refused', message: error.message };
    if (OTHERWISE.test(error.name)) throw error;
    return { kind: 'allowed', met: `${error.name}: ${error.message}` };
  }
}

function isServiceError(error: unknown): error is Error {
  return error instanceof Error && '$fault' in error;
}
