import { errorCode } from '../config/error-code';
import { DownloadFailed } from './carry-out-job';

const WHOLE_MS = 15 * 60_000;

/** The bytes at an address, as they come. Follows no redirect: a job names where its bundle lies.
 *  Errors: DownloadFailed, also where the body ends before its announced length or after 15 minutes. */
export async function* download(url: string): AsyncGenerator<Uint8Array> {
  const { host } = new URL(url);
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WHOLE_MS) });
    if (!answer.ok) throw new DownloadFailed(`${host} answered ${answer.status}`);
    if (!answer.body) throw new DownloadFailed(`${host} answered nothing`);
    for await (const chunk of answer.body) yield chunk;
  } catch (error) {
    if (error instanceof DownloadFailed) throw error;
    throw new DownloadFailed(`${host}: ${reasonOf(error)}`, { cause: error });
  }
}

/** fetch says "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return errorCode(cause ?? error);
}
