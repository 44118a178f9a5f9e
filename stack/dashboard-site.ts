import { contentSecurityPolicy, type SiteSettings } from '../contract/site';
import { LOCAL_STAGE } from '../infra/stage-config';
import type { SiteSetup } from '../local-aws/src/start-site';
import { builtDashboard } from './built-dashboard';
import { functionVariable } from './function-variable';

/** As the headers that CloudFront adds, less what HTTPS alone can keep. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

/** The page on the local stack, built if it has changed, and a user for each group. */
export function dashboardSite(): SiteSetup {
  const built = builtDashboard();
  // Said when it is asked for.
  built.catch(() => undefined);
  return {
    folder: () => built,
    groups: ['viewer', 'librarian', 'admin'],
    answers: ({ apiUrl, issuer, clientId, model }) => ({
      headers: {
        ...HEADERS,
        'content-security-policy': contentSecurityPolicy({ connect: [apiUrl, issuer] }),
      },
      settings: {
        stage: LOCAL_STAGE,
        apiUrl,
        libraryTimeZone: functionVariable(model, 'LIBRARY_TIME_ZONE'),
        signIn: { issuer, clientId },
      } satisfies SiteSettings,
    }),
  };
}
