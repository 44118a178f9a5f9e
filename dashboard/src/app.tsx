import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { SiteSettings } from '../../contract/site';
import { type Api, ApiProvider, openApi } from './api/client';
import { Failure } from './api/failure';
import type { Session } from './session/session';
import { SessionProvider } from './session/session-context';
import { ZoneProvider } from './text/times';
import { Frame } from './ui/frame';

const MAX_TRIES = 2;

const queries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 2_000,
        retry: (tries, error) => tries < MAX_TRIES && !(error instanceof Failure && error.kind === 'refused'),
      },
      mutations: { networkMode: 'always' },
    },
  });

export type AppParts = { readonly api: Api; readonly session: Session; readonly zone: string };

export function appParts(settings: SiteSettings, session: Session): AppParts {
  return { api: openApi(settings.apiUrl, session), session, zone: settings.libraryTimeZone };
}

const client = queries();

/** The signed-in page. */
export const App = ({ api, session, zone }: AppParts) => (
  <SessionProvider value={session}>
    <ApiProvider value={api}>
      <ZoneProvider value={zone}>
        <QueryClientProvider client={client}>
          <Frame />
        </QueryClientProvider>
      </ZoneProvider>
    </ApiProvider>
  </SessionProvider>
);
