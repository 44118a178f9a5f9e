import createClient, { type Client } from 'openapi-fetch';
import { createContext, useContext } from 'react';
import type { Session } from '../session/session';
import { asFailure, failureOf } from './failure';
import type { components, paths } from './generated/schema';

export type Schemas = components['schemas'];
export type Api = Client<paths>;

const LIMIT_MS = 20_000;

/** The API, called with the session's token; what it refuses is asked again once with a new one. */
export function openApi(baseUrl: string, session: Pick<Session, 'token' | 'refused'>): Api {
  const send = async (request: Request): Promise<Response> => {
    const bearer = new Request(request);
    bearer.headers.set('authorization', `Bearer ${await session.token()}`);
    return fetch(bearer, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(LIMIT_MS)]) });
  };
  return createClient<paths>({
    baseUrl,
    fetch: async (request) => {
      const again = request.clone();
      const answer = await send(request);
      if (answer.status !== 401) return answer;
      await session.refused();
      return send(again);
    },
  });
}

type Answered<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response };

/** What a call answers. Errors: throws a Failure for everything but success. */
export async function answerOf<T>(call: Promise<Answered<T>>): Promise<T> {
  let answered: Answered<T>;
  try {
    answered = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    if (error instanceof SyntaxError) throw failureOf(502, undefined);
    throw asFailure(error);
  }
  const { data, error, response } = answered;
  if (!response.ok) throw failureOf(response.status, error);
  if (data === undefined || typeof data !== 'object') throw failureOf(502, undefined);
  return data;
}

const ApiContext = createContext<Api | undefined>(undefined);
export const ApiProvider = ApiContext.Provider;

/** Errors: throws outside the signed-in page. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('There is no API here.');
  return api;
}
