import { APP, NAMES } from '../contract/names';
import { CognitoUserPoolClient, Construct, DataAwsSsmParameter } from './resources';
import type { StageConfig } from './stage-config';

/** Where Cognito ends a session: an address of its own kind, which its discovery document does not name. */
export const signOutUrl = (host: string, at: { readonly clientId: string; readonly returnTo: string }) =>
  `https://${host}/logout?client_id=${at.clientId}&logout_uri=${at.returnTo}`;

/** How the dashboard signs people in: Cognito's own page, authorization code with PKCE, no client secret. */
export class SignIn extends Construct {
  readonly clientId: string;
  readonly issuer: string;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly config: StageConfig; readonly dashboardUrl: string },
  ) {
    super(scope, id);
    const { config, dashboardUrl } = props;
    const parameter = (name: 'jwt-issuer' | 'user-pool-id') =>
      new DataAwsSsmParameter(this, name, { name: NAMES.parameter(config.stage, name) }).insecureValue;
    const client = new CognitoUserPoolClient(this, 'client', {
      name: `${APP}-${config.stage}-dashboard`,
      userPoolId: parameter('user-pool-id'),
      generateSecret: false,
      supportedIdentityProviders: ['COGNITO'],
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: ['code'],
      allowedOauthScopes: ['openid', 'email'],
      callbackUrls: [`${dashboardUrl}/`],
      logoutUrls: [`${dashboardUrl}/`],
      explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      accessTokenValidity: 60,
      idTokenValidity: 60,
      refreshTokenValidity: 12,
      tokenValidityUnits: [{ accessToken: 'minutes', idToken: 'minutes', refreshToken: 'hours' }],
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
    });
    this.clientId = client.id;
    this.issuer = parameter('jwt-issuer');
  }
}
