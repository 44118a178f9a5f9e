import { NAMES } from '../contract/names';
import { OPS_GRANTS } from '../contract/roles';
import { grantStatements } from './function-permissions';
import { policyDocument } from './policy';
import { Construct, IamRole, IamRolePolicy } from './resources';
import type { StageResources } from './stage-resources';

/** The role in which people operate the stage by the command line, for those whom the stage names. */
export class OpsRole extends Construct {
  readonly role: IamRole;

  constructor(scope: Construct, id: string, stage: StageResources) {
    super(scope, id);
    const { config, accountId } = stage;
    this.role = new IamRole(this, 'role', {
      name: NAMES.role(config.stage, 'ops'),
      maxSessionDuration: 4 * 3600,
      assumeRolePolicy: policyDocument([
        {
          Effect: 'Allow',
          // Not the principals themselves: IAM would refuse one that is not there yet, and takes no wildcard.
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: 'sts:AssumeRole',
          Condition: { ArnLike: { 'aws:PrincipalArn': config.opsPrincipals } },
        },
      ]),
    });
    new IamRolePolicy(this, 'permissions', {
      name: 'contract',
      role: this.role.name,
      policy: policyDocument(OPS_GRANTS.flatMap((grant) => grantStatements(grant, stage))),
    });
  }
}
