import { z } from 'zod';
import { compact, withoutUndefined } from './compact';
import { jsonText } from './resources';
import type { PolicyDocument } from './stack-model';

const TEXTS = z.union([z.string(), z.array(z.string()).readonly()]);

const STATEMENT = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.unknown().optional(),
  NotPrincipal: z.unknown().optional(),
  Action: TEXTS.optional(),
  NotAction: TEXTS.optional(),
  Resource: TEXTS.optional(),
  NotResource: TEXTS.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

/** A policy in JSON text; any element that IAM does not define is refused. */
export const POLICY_DOCUMENT = jsonText.pipe(
  z.strictObject({ Version: z.literal('2012-10-17').optional(), Statement: z.array(STATEMENT).readonly() }),
);

export function policyOf(document: z.infer<typeof POLICY_DOCUMENT>): PolicyDocument {
  return compact<PolicyDocument>({
    Version: document.Version,
    Statement: document.Statement.map((statement) => withoutUndefined(statement)),
  });
}

export const toPolicy = (document: z.infer<typeof POLICY_DOCUMENT> | undefined): PolicyDocument | undefined =>
  document && policyOf(document);
