import { resolve } from 'node:path';
import { z } from 'zod';
import type { LocalEnvironment } from './aws-environment';
import { compact } from './compact';
import { block, ignored, optionalBlock, type Parsed, type Resources } from './resources';
import type { FunctionModel, MappingModel, PolicyDocument, TopicRuleModel } from './stack-model';

const FUNCTION = z.strictObject({
  function_name: z.string(),
  filename: z.string(),
  handler: z.string(),
  role: z.string(),
  runtime: z.string().startsWith('nodejs'),
  timeout: z.number().default(3),
  memory_size: z.number().default(128),
  environment: optionalBlock(z.strictObject({ variables: z.record(z.string(), z.string()) })),
  reserved_concurrent_executions: z.number().optional(),
  architectures: ignored,
  description: ignored,
  ephemeral_storage: ignored,
  logging_config: ignored,
  publish: ignored,
  source_code_hash: ignored,
  tags: ignored,
  tracing_config: ignored,
});
const INVOKE_CONFIG = z.strictObject({
  function_name: z.string(),
  maximum_event_age_in_seconds: z.number().optional(),
  maximum_retry_attempts: z.number().optional(),
  destination_config: optionalBlock(
    z.strictObject({ on_failure: optionalBlock(z.strictObject({ destination: z.string() })) }),
  ),
});
const PERMISSION = z.strictObject({
  statement_id: z.string(),
  function_name: z.string(),
  action: z.literal('lambda:InvokeFunction'),
  principal: z.string().endsWith('.amazonaws.com'),
  source_arn: z.string(),
  source_account: z.string(),
});
const MAPPING = z.strictObject({
  event_source_arn: z.string(),
  function_name: z.string(),
  enabled: z.literal(true).optional(),
  batch_size: z.number().optional(),
  maximum_batching_window_in_seconds: z.number().default(0),
  function_response_types: z.array(z.literal('ReportBatchItemFailures')).default([]),
  bisect_batch_on_function_error: z.boolean().default(false),
  maximum_retry_attempts: z.number().default(-1),
  maximum_record_age_in_seconds: z.number().default(-1),
  destination_config: optionalBlock(
    z.strictObject({ on_failure: optionalBlock(z.strictObject({ destination_arn: z.string() })) }),
  ),
  starting_position: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  parallelization_factor: z.number().default(1),
  scaling_config: optionalBlock(z.strictObject({ maximum_concurrency: z.number() })),
  tags: ignored,
});
const TOPIC_RULE = z.strictObject({
  name: z.string(),
  sql: z.string(),
  sql_version: z.literal('2016-03-23'),
  enabled: z.literal(true),
  lambda: z.array(z.strictObject({ function_arn: z.string() })).default([]),
  error_action: optionalBlock(
    z.strictObject({
      s3: block(
        z.strictObject({
          bucket_name: z.string(),
          key: z.string(),
          role_arn: z.string(),
          canned_acl: ignored,
        }),
      ),
    }),
  ),
  description: ignored,
  tags: ignored,
});

export function readFunctions(resources: Resources, environment: LocalEnvironment): FunctionModel[] {
  const configs = resources.ofType('aws_lambda_function_event_invoke_config', INVOKE_CONFIG);
  const permissions = resources.ofType('aws_lambda_permission', PERMISSION);
  return resources.ofType('aws_lambda_function', FUNCTION).map(({ value, folder }) => {
    const arn = `arn:aws:lambda:${environment.region}:${environment.accountId}:function:${value.function_name}`;
    const config = configs.find((one) => one.value.function_name === value.function_name)?.value;
    return compact<FunctionModel>({
      name: value.function_name,
      arn,
      zipPath: resolve(folder, value.filename),
      handler: value.handler,
      timeoutSeconds: value.timeout,
      memoryMb: value.memory_size,
      environment: value.environment?.variables ?? {},
      roleArn: value.role,
      reservedConcurrency: value.reserved_concurrent_executions,
      asyncRetries: config?.maximum_retry_attempts ?? 2,
      asyncMaxAgeSeconds: config?.maximum_event_age_in_seconds ?? 21_600,
      onFailureArn: config?.destination_config?.on_failure?.destination,
      policy: policyOfPermissions(
        arn,
        permissions.filter((one) => one.value.function_name === value.function_name),
      ),
    });
  });
}

/** The policy that Lambda makes of a function's permissions. */
function policyOfPermissions(
  functionArn: string,
  permissions: readonly Parsed<z.infer<typeof PERMISSION>>[],
): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: permissions.map(({ value }) => ({
      Sid: value.statement_id,
      Effect: 'Allow',
      Principal: { Service: value.principal },
      Action: value.action,
      Resource: functionArn,
      Condition: {
        StringEquals: { 'aws:SourceAccount': value.source_account },
        ArnLike: { 'aws:SourceArn': value.source_arn },
      },
    })),
  };
}

export function readMappings(resources: Resources): MappingModel[] {
  return resources.ofType('aws_lambda_event_source_mapping', MAPPING).map(({ value }) =>
    compact<MappingModel>({
      functionArn: value.function_name,
      sourceArn: value.event_source_arn,
      batchSize: value.batch_size ?? (value.event_source_arn.includes(':sqs:') ? 10 : 100),
      windowSeconds: value.maximum_batching_window_in_seconds,
      partialResponses: value.function_response_types.length > 0,
      bisect: value.bisect_batch_on_function_error,
      maxRetries: value.maximum_retry_attempts,
      maxAgeSeconds: value.maximum_record_age_in_seconds,
      onFailureArn: value.destination_config?.on_failure?.destination_arn,
      startingPosition: value.starting_position,
      parallelization: value.parallelization_factor,
      maxConcurrency: value.scaling_config?.maximum_concurrency,
    }),
  );
}

export function readTopicRules(resources: Resources, environment: LocalEnvironment): TopicRuleModel[] {
  return resources.ofType('aws_iot_topic_rule', TOPIC_RULE).map(({ value }) =>
    compact<TopicRuleModel>({
      name: value.name,
      arn: `arn:aws:iot:${environment.region}:${environment.accountId}:rule/${value.name}`,
      sql: value.sql,
      actions: value.lambda.map(({ function_arn }) => ({ kind: 'lambda', functionArn: function_arn })),
      errorAction: value.error_action && {
        kind: 's3',
        bucket: value.error_action.s3.bucket_name,
        key: value.error_action.s3.key,
        roleArn: value.error_action.s3.role_arn,
      },
    }),
  );
}
