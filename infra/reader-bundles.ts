import { NAMES, READER_BUNDLES_PREFIX } from '../contract/names';
import { policyDocument, trustPolicy } from './policy';
import { Construct, IamRole, IamRolePolicy } from './resources';
import type { StageResources } from './stage-resources';

/** The role in which AWS IoT Jobs signs addresses of bundles, for readers whose job says so. */
export class ReaderBundles extends Construct {
  constructor(scope: Construct, id: string, { config, accountId, buckets }: StageResources) {
    super(scope, id);
    const jobs = `arn:aws:iot:${config.region}:${accountId}:job/${NAMES.jobPrefix(config.stage)}*`;
    const role = new IamRole(this, 'role', {
      name: NAMES.role(config.stage, 'reader-bundles'),
      assumeRolePolicy: trustPolicy('iot.amazonaws.com', { accountId, arn: jobs }),
    });
    new IamRolePolicy(this, 'permissions', {
      name: 'fetch-bundles',
      role: role.name,
      policy: policyDocument([
        {
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: [`${buckets.exports.arn}/${READER_BUNDLES_PREFIX}*`],
        },
      ]),
    });
  }
}
