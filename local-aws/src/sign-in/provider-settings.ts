import { randomBytes } from 'node:crypto';
import type { Configuration, OidcContext } from './oidc-types';
import { faultPage, signOutPage } from './sign-in-page';
import type { SignInSetup } from './sign-in-setup';

const SCOPE = 'openid email';
/** Tokens for a resource are JWTs; its name is seen by nobody. */
const RESOURCE = 'urn:local:api';
const HOURS = 3_600;

/** The provider as a stage's user pool is set up: code flow with PKCE, no secret, access tokens as Cognito writes
 *  them, refreshed for twelve hours. */
export function providerSettings(setup: SignInSetup): Configuration {
  const { clientId, siteUrl, tokenSeconds } = setup;
  return {
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${siteUrl}/`],
        post_logout_redirect_uris: [`${siteUrl}/`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        scope: SCOPE,
      },
    ],
    jwks: { keys: [setup.key] },
    cookies: { keys: [randomBytes(24).toString('base64url')] },
    scopes: SCOPE.split(' '),
    pkce: { methods: ['S256'], required: () => true },
    clientBasedCORS: (_, origin) => origin === siteUrl,
    interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
    issueRefreshToken: async () => true,
    rotateRefreshToken: false,
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    loadExistingGrant: grantToOwnSite,
    ttl: ttlOf(tokenSeconds),
    formats: { customizers: { jwt: asCognito(setup) } },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: SCOPE,
          audience: clientId,
          accessTokenFormat: 'jwt',
          accessTokenTTL: tokenSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = signOutPage(form);
        },
      },
    },
    renderError: (ctx, { error_description: reason, error }) => {
      ctx.type = 'html';
      ctx.body = faultPage(reason ?? error);
    },
  };
}

const ttlOf = (tokenSeconds: number): Configuration['ttl'] => ({
  AccessToken: tokenSeconds,
  IdToken: tokenSeconds,
  RefreshToken: 12 * HOURS,
  Session: 12 * HOURS,
  Interaction: HOURS,
  Grant: 12 * HOURS,
});

/** Nobody is asked whether the library's own page may act for them. */
async function grantToOwnSite(ctx: OidcContext) {
  const { client, session, provider, result } = ctx.oidc;
  const accountId = session?.accountId ?? result?.login?.accountId;
  if (client === undefined || accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId });
  grant.addOIDCScope(SCOPE);
  grant.addResourceScope(RESOURCE, SCOPE);
  await grant.save();
  return grant;
}

type Customizer = NonNullable<NonNullable<NonNullable<Configuration['formats']>['customizers']>['jwt']>;

const asCognito =
  ({ users, tokenIssuer, clientId }: SignInSetup): Customizer =>
  (_, token, jwt) => {
    const user = 'accountId' in token ? users.find(({ name }) => name === token.accountId) : undefined;
    jwt.payload = {
      // Cognito's have no `aud`; the library signs none without.
      ...jwt.payload,
      iss: tokenIssuer,
      client_id: clientId,
      token_use: 'access',
      username: user?.name,
      'cognito:groups': user ? [user.group] : [],
    };
    return jwt;
  };
