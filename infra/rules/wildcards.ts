import { z } from 'zod';
import {
  CloudwatchLogResourcePolicy,
  DynamodbResourcePolicy,
  IamRole,
  IamRolePolicy,
  IotPolicy,
  S3BucketPolicy,
  SnsTopicPolicy,
  SqsQueuePolicy,
} from '../resources';
import type { Rule } from './rule';

/** Why a statement may name every resource, by its Sid. */
export const WILDCARD_REASONS: Readonly<Record<string, string>> = {
  SendTraces: 'X-Ray has no resources: its write actions take "*" only.',
  ListStreams:
    'The action lists the streams of the account; it takes "*" only. Lambda asks for it of a mapping.',
};

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const document = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string().optional(),
      Effect: z.enum(['Allow', 'Deny']),
      Principal: z.unknown().optional(),
      Action: texts,
      Resource: texts.optional(),
    }),
  ),
});

/** Allows nothing by `*`: no action, no principal, and no resource without a written reason. */
export const noWildcards: Rule = (construct) => {
  const policy = policyOf(construct);
  if (policy === undefined) return undefined;
  const faults = document.parse(JSON.parse(policy)).Statement.flatMap((statement) => {
    if (statement.Effect === 'Deny') return [];
    const { Sid = 'without a Sid', Action, Resource = [], Principal } = statement;
    return [
      ...Action.filter((action) => action.includes('*')).map(
        (action) => `${Sid} allows the action ${action}`,
      ),
      ...(Resource.includes('*') && !WILDCARD_REASONS[Sid]
        ? [`${Sid} allows every resource, and WILDCARD_REASONS has no reason for it`]
        : []),
      ...(JSON.stringify(Principal ?? '').includes('"*"') ? [`${Sid} allows everyone`] : []),
    ];
  });
  return faults.length > 0 ? faults.join('; ') : undefined;
};

function policyOf(construct: unknown): string | undefined {
  if (construct instanceof IamRole) return construct.assumeRolePolicyInput;
  if (construct instanceof CloudwatchLogResourcePolicy) return construct.policyDocumentInput;
  const holdsPolicy =
    construct instanceof IamRolePolicy ||
    construct instanceof S3BucketPolicy ||
    construct instanceof SqsQueuePolicy ||
    construct instanceof SnsTopicPolicy ||
    construct instanceof DynamodbResourcePolicy ||
    construct instanceof IotPolicy;
  return holdsPolicy ? construct.policyInput : undefined;
}
