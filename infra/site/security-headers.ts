import { contentSecurityPolicy } from '../../contract/site';
import { CloudfrontResponseHeadersPolicy, type Construct } from '../resources';
import type { StageConfig } from '../stage-config';

const TWO_YEARS_SECONDS = 63_072_000;

/** What the browser is told with every file: HTTPS only, no foreign script, no framing, calls to the API and to the
 *  sign-in only. */
export function securityHeaders(
  scope: Construct,
  id: string,
  props: { readonly name: string; readonly config: StageConfig; readonly signInHost: string },
): CloudfrontResponseHeadersPolicy {
  const { region, quickSight } = props.config;
  const policy = contentSecurityPolicy({
    connect: [
      `https://${props.signInHost}`,
      // Where the pool's discovery document is.
      `https://cognito-idp.${region}.amazonaws.com`,
      // The API allows this site's origin and so needs to be made after it: its own address cannot be named here.
      `https://*.execute-api.${region}.amazonaws.com`,
    ],
    ...(quickSight && { frame: ['https://*.quicksight.aws.amazon.com'] }),
  });
  return new CloudfrontResponseHeadersPolicy(scope, id, {
    name: props.name,
    securityHeadersConfig: {
      contentSecurityPolicy: {
        contentSecurityPolicy: policy,
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
