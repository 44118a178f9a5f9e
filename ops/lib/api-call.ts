import { z } from 'zod';
import { messageOf, WorkFailed, WrongUse } from './failure';
import type { Target } from './target';

export type ApiAddress = { readonly url: string; readonly token: string };

const TIMEOUT_MS = 20_000;

/** The target's API. Errors: WrongUse where a stage's address and token were not given. */
export function apiOf(target: Target): ApiAddress {
  if (target.api) return target.api;
  throw new WrongUse(
    `For stage ${target.stage} set SHELFLOG_API_URL to the API's address and SHELFLOG_TOKEN to a bearer token.`,
  );
}

/** One read call's answer. Errors: WorkFailed where the API does not answer, refuses, or answers otherwise
 *  than the schema says. */
export async function getFromApi<T>(
  { url, token }: ApiAddress,
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const call = fetch(new URL(path, url), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  const response = await call.catch((error: unknown) => {
    throw new WorkFailed(`The API at ${url} does not answer: ${messageOf(error)}`);
  });
  if (!response.ok) {
    const text = await response.text();
    throw new WorkFailed(
      detailIn(text) ?? `The API answers ${response.status} to GET ${path}: ${text.slice(0, 500)}`,
    );
  }
  const parsed = schema.safeParse(await response.json());
  if (parsed.success) return parsed.data;
  throw new WorkFailed(`The API answers GET ${path} in a way not understood here: ${parsed.error.message}`);
}

const problem = z.object({ status: z.number().lt(500), detail: z.string() });

/** What the API says to people of a question that it refuses; a fault of its own is told whole. */
function detailIn(text: string): string | undefined {
  try {
    return problem.safeParse(JSON.parse(text)).data?.detail;
  } catch {
    return undefined;
  }
}
