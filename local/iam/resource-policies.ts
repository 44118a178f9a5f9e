import type { StackModel } from '../stack-model';
import { compileResourcePolicy, type Statement } from './statement';

/** What the policy of the table, bucket or queue behind an ARN says. */
export type ResourcePolicies = (arn: string) => readonly Statement[];

/** Compiles the policies of all tables, buckets and queues. Errors: UnknownPolicyForm. */
export function resourcePolicies({ tables, buckets, queues }: StackModel): ResourcePolicies {
  const byArn = new Map(
    [...tables, ...buckets, ...queues].map(({ arn, name, policy }) => [
      arn,
      compileResourcePolicy(policy, `the resource ${name}`),
    ]),
  );
  return (arn) => byArn.get(ownerOf(arn)) ?? [];
}

/** An index belongs to its table and an object to its bucket. A stream has a policy of its own, or none. */
function ownerOf(arn: string): string {
  if (arn.startsWith('arn:aws:s3:::')) return arn.split('/', 1)[0] ?? arn;
  return arn.replace(/\/index\/[^/]+$/, '');
}
