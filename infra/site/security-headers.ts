import { CloudfrontResponseHeadersPolicy, type Construct } from '../resources';
import type { StageConfig } from '../stage-config';

const TWO_YEARS_SECONDS = 63_072_000;

/** What the browser is told with every file: HTTPS only, no foreign script, no framing, calls to the API and the
 *  page of sign-in only. */
export function securityHeaders(
  scope: Construct,
  id: string,
  props: { readonly name: string; readonly config: StageConfig; readonly signInHost: string },
): CloudfrontResponseHeadersPolicy {
  const { region, quickSight } = props.config;
  const policy = {
    'default-src': "'self'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    // The API allows this site's origin and so needs to be made after it: its own address cannot be named here.
    'connect-src': `'self' https://${props.signInHost} https://*.execute-api.${region}.amazonaws.com`,
    'frame-src': quickSight ? `https://*.quicksight.aws.amazon.com` : "'none'",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'object-src': "'none'",
  };
  return new CloudfrontResponseHeadersPolicy(scope, id, {
    name: props.name,
    securityHeadersConfig: {
      contentSecurityPolicy: {
        contentSecurityPolicy: Object.entries(policy)
          .map((entry) => entry.join(' '))
          .join('; '),
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: 'DENY', override: true },
      referrerPolicy: { referrerPolicy: 'no-referrer', override: true },
      strictTransportSecurity: {
        accessControlMaxAgeSec: TWO_YEARS_SECONDS,
        includeSubdomains: true,
        preload: true,
        override: true,
      },
    },
  });
}
