import type { StackModel } from '../model/stack-model';
import { compileResourcePolicy, compileTrustPolicy, type Statement } from './statement';

/** What the policy of the table, bucket, queue or function behind an ARN says, or a role's of who may take it. */
export type ResourcePolicies = (arn: string) => readonly Statement[];

/** Compiles the policies of all resources; a role's when it is asked for, since people's roles have forms that no
 *  service needs. Errors: UnknownPolicyForm. */
export function resourcePolicies({
  tables,
  buckets,
  queues,
  functions,
  roles,
}: StackModel): ResourcePolicies {
  const byArn = new Map(
    [...tables, ...buckets, ...queues, ...functions].map(({ arn, name, policy }) => [
      arn,
      compileResourcePolicy(policy, `the resource ${name}`),
    ]),
  );
  const trusts = new Map(roles.map(({ arn, name, trust }) => [arn, { name, trust }]));
  return (arn) => {
    const role = trusts.get(arn);
    return role
      ? compileTrustPolicy(role.trust, `who may take ${role.name}`)
      : (byArn.get(ownerOf(arn)) ?? []);
  };
}

/** An index belongs to its table and an object to its bucket. A stream has a policy of its own, or none. */
function ownerOf(arn: string): string {
  if (arn.startsWith('arn:aws:s3:::')) return arn.split('/', 1)[0] ?? arn;
  return arn.replace(/\/index\/[^/]+$/, '');
}
