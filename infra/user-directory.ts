import { APP, NAMES } from '../contract/names';
import {
  CognitoUserGroup,
  CognitoUserPool,
  CognitoUserPoolClient,
  Construct,
  SsmParameter,
} from './resources';
import type { StageConfig } from './stage-config';

const GROUPS = {
  viewer: 'May read.',
  librarian: 'May read and give commands.',
  admin: 'May do everything.',
} as const;

/** Who may call the API: accounts made by an administrator, in three groups.
 *  Issuer and audience of their tokens are published as parameters, for the other stack to find by name. */
export class UserDirectory extends Construct {
  readonly pool: CognitoUserPool;
  readonly client: CognitoUserPoolClient;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    this.pool = new CognitoUserPool(this, 'pool', {
      name: `${APP}-${config.stage}`,
      usernameAttributes: ['email'],
      autoVerifiedAttributes: ['email'],
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      deletionProtection: config.protectData ? 'ACTIVE' : 'INACTIVE',
      passwordPolicy: {
        minimumLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireNumbers: true,
        requireSymbols: false,
        temporaryPasswordValidityDays: 3,
      },
      accountRecoverySetting: { recoveryMechanism: [{ name: 'verified_email', priority: 1 }] },
    });
    this.client = new CognitoUserPoolClient(this, 'client', {
      name: `${APP}-${config.stage}`,
      userPoolId: this.pool.id,
      generateSecret: false,
      explicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
    });
    for (const [name, description] of Object.entries(GROUPS)) {
      new CognitoUserGroup(this, name, { name, description, userPoolId: this.pool.id });
    }
    new SsmParameter(this, 'jwt-issuer', {
      name: NAMES.parameter(config.stage, 'jwt-issuer'),
      type: 'String',
      insecureValue: `https://cognito-idp.${config.region}.amazonaws.com/${this.pool.id}`,
    });
    new SsmParameter(this, 'jwt-audience', {
      name: NAMES.parameter(config.stage, 'jwt-audience'),
      type: 'String',
      insecureValue: this.client.id,
    });
  }
}
