import { z } from 'zod';
import { resources, type Stack } from './synthesized';

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z
    .union([z.literal('*'), z.strictObject({ Service: z.string() }), z.strictObject({ AWS: z.string() })])
    .optional(),
  Action: list,
  Resource: list.optional(),
  Condition: z
    .record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())])))
    .optional(),
});
const documentSchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(statementSchema),
});

export type PolicyStatement = z.infer<typeof statementSchema>;

const POLICY_ATTRIBUTES = [
  ['aws_iam_role', 'assume_role_policy'],
  ['aws_iam_role_policy', 'policy'],
  ['aws_s3_bucket_policy', 'policy'],
  ['aws_dynamodb_resource_policy', 'policy'],
  ['aws_sqs_queue_policy', 'policy'],
  ['aws_sns_topic_policy', 'policy'],
  ['aws_iot_policy', 'policy'],
  ['aws_cloudwatch_log_resource_policy', 'policy_document'],
] as const;

export function statementsOf(document: unknown): PolicyStatement[] {
  return documentSchema.parse(JSON.parse(z.string().parse(document))).Statement;
}

/** Every statement of every policy in the stack, with the address of what holds it. */
export function allStatements(stack: Stack): { address: string; statement: PolicyStatement }[] {
  return POLICY_ATTRIBUTES.flatMap(([type, attribute]) =>
    Object.entries(resources(stack, type)).flatMap(([id, attributes]) =>
      statementsOf(attributes[attribute]).map((statement) => ({ address: `${type}.${id}`, statement })),
    ),
  );
}
