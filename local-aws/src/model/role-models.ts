import { z } from 'zod';
import type { LocalEnvironment } from './aws-environment';
import { POLICY_DOCUMENT, policyOf } from './policy-document';
import { ignored, type Resources } from './resources';
import type { RoleModel } from './stack-model';

const ROLE = z.strictObject({
  name: z.string(),
  assume_role_policy: POLICY_DOCUMENT,
  description: ignored,
  max_session_duration: ignored,
  tags: ignored,
});
const ROLE_POLICY = z.strictObject({ name: z.string(), role: z.string(), policy: POLICY_DOCUMENT });

export function readRoles(resources: Resources, { accountId }: LocalEnvironment): RoleModel[] {
  const policies = resources.ofType('aws_iam_role_policy', ROLE_POLICY);
  return resources.ofType('aws_iam_role', ROLE).map(({ value }) => ({
    name: value.name,
    arn: `arn:aws:iam::${accountId}:role/${value.name}`,
    trust: policyOf(value.assume_role_policy),
    policies: policies
      .filter((policy) => policy.value.role === value.name)
      .map((policy) => policyOf(policy.value.policy)),
  }));
}
