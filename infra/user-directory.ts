import { APP, NAMES } from '../contract/names';
import {
  CognitoUserGroup,
  CognitoUserPool,
  CognitoUserPoolDomain,
  Construct,
  SsmParameter,
} from './resources';
import type { StageConfig } from './stage-config';

const GROUPS = {
  viewer: 'May read.',
  librarian: 'May read and give commands.',
  admin: 'May do everything.',
} as const;

/** Names of such pages are shared by all of a Region, so it carries the account. */
const signInPrefix = (stage: string, accountId: string) => `${APP}-${stage}-${accountId}`;

/** Host of the page where people sign in. */
export const signInHost = ({ stage, region }: StageConfig, accountId: string) =>
  `${signInPrefix(stage, accountId)}.auth.${region}.amazoncognito.com`;

/** Who may call the API: accounts made by an administrator, in three groups, and the page where they sign in.
 *  The pool's id and the issuer of its tokens are published as parameters, for the other stack to find by name. */
export class UserDirectory extends Construct {
  readonly pool: CognitoUserPool;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly config: StageConfig; readonly accountId: string },
  ) {
    super(scope, id);
    const { config, accountId } = props;
    this.pool = new CognitoUserPool(this, 'pool', {
      name: `${APP}-${config.stage}`,
      usernameAttributes: ['email'],
      autoVerifiedAttributes: ['email'],
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      deletionProtection: config.protectData ? 'ACTIVE' : 'INACTIVE',
      mfaConfiguration: 'OPTIONAL',
      softwareTokenMfaConfiguration: { enabled: true },
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
    new CognitoUserPoolDomain(this, 'domain', {
      userPoolId: this.pool.id,
      domain: signInPrefix(config.stage, accountId),
    });
    for (const [name, description] of Object.entries(GROUPS)) {
      new CognitoUserGroup(this, name, { name, description, userPoolId: this.pool.id });
    }
    this.publish('user-pool-id', config.stage, this.pool.id);
    this.publish(
      'jwt-issuer',
      config.stage,
      `https://cognito-idp.${config.region}.amazonaws.com/${this.pool.id}`,
    );
  }

  private publish(name: 'user-pool-id' | 'jwt-issuer', stage: string, insecureValue: string): void {
    new SsmParameter(this, name, { name: NAMES.parameter(stage, name), type: 'String', insecureValue });
  }
}
