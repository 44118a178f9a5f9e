import { z } from 'zod';
import { type PolicyStatement, statementsOf } from './policies';
import { resources, type Stack } from './synthesized';

type Attributes = Record<string, unknown>;
/** Whether a resource of the type passes. The numbers are those of checkov's rules of the same substance. */
export type Check = {
  readonly id: string;
  readonly type: string;
  readonly passes: (resource: Attributes, id: string, stack: Stack) => boolean;
};

/** A value inside, by path; lists are looked into at their first entry. */
function at(resource: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    const inner: unknown = Array.isArray(value) ? value[0] : value;
    return z.record(z.string(), z.unknown()).safeParse(inner).data?.[key];
  }, resource);
}
const is =
  (path: string, ...wanted: unknown[]): Check['passes'] =>
  (resource) =>
    wanted.includes(at(resource, path));
const has =
  (path: string): Check['passes'] =>
  (resource) =>
    at(resource, path) !== undefined;

/** A resource of another type that says it is about this one. */
const companion =
  (
    type: string,
    attribute: string,
    passes: (companion: Attributes) => boolean = () => true,
  ): Check['passes'] =>
  (_resource, id, stack) =>
    Object.values(resources(stack, type)).some(
      (one) => String(one[attribute]).includes(`.${id}.`) && passes(one),
    );
const ofBucket = (type: string, passes?: (companion: Attributes) => boolean) =>
  companion(type, 'bucket', passes);

const allowed = (document: unknown): PolicyStatement[] =>
  statementsOf(document).filter(({ Effect }) => Effect === 'Allow');
const grants =
  (attribute: string, bad: (action: string, statement: PolicyStatement) => boolean): Check['passes'] =>
  (resource) =>
    !allowed(resource[attribute]).some((statement) =>
      statement.Action.some((action) => bad(action, statement)),
    );
const everywhere = ({ Resource = [] }: PolicyStatement) => Resource.includes('*');
const matches = (pattern: RegExp) => (action: string) => pattern.test(action);

const ESCALATION =
  /^(iam:(PassRole|Create|Attach|Put|Update|Add|Set)|lambda:(CreateFunction|UpdateFunctionCode|AddPermission)|sts:AssumeRole)/i;
const CREDENTIALS = /^(iam:(CreateAccessKey|CreateLoginProfile)|sts:Get(Session|Federation)Token)/i;
const EXFILTRATION =
  /^(s3:GetObject|ssm:GetParameter|secretsmanager:GetSecretValue|dynamodb:(Get|Scan|Query))/i;
const PERMISSIONS = /:(Put|Delete|Attach|Detach|Create|Update)\w*(Policy|Permission|Role)/;
const SECRET = /(AKIA|ASIA)[A-Z0-9]{16}|PRIVATE KEY|password|secret/i;

const onPolicies = (type: string, attribute = 'policy'): Check[] => [
  {
    id: '62 63 355',
    type,
    passes: grants(attribute, (action, on) => action.includes('*') && everywhere(on)),
  },
  {
    id: '286',
    type,
    passes: grants(attribute, (action) => type !== 'aws_iam_role' && ESCALATION.test(action)),
  },
  { id: '287', type, passes: grants(attribute, matches(CREDENTIALS)) },
  { id: '288', type, passes: grants(attribute, (action, on) => EXFILTRATION.test(action) && everywhere(on)) },
  { id: '289', type, passes: grants(attribute, matches(PERMISSIONS)) },
  { id: '290', type, passes: grants(attribute, (action, on) => everywhere(on) && action.includes('*')) },
];

const noPublicPrincipal =
  (attribute = 'policy'): Check['passes'] =>
  (resource) =>
    !allowed(resource[attribute]).some(({ Principal }) => Principal === undefined || Principal === '*');

export const CHECKS: readonly Check[] = [
  { id: '45', type: 'aws_lambda_function', passes: (f) => !SECRET.test(JSON.stringify(f['environment'])) },
  { id: '50', type: 'aws_lambda_function', passes: is('tracing_config.mode', 'Active') },
  { id: '115', type: 'aws_lambda_function', passes: has('reserved_concurrent_executions') },
  {
    id: '116',
    type: 'aws_lambda_function',
    passes: companion('aws_lambda_function_event_invoke_config', 'function_name', (config) =>
      Boolean(at(config, 'destination_config.on_failure.destination')),
    ),
  },
  { id: '117', type: 'aws_lambda_function', passes: has('vpc_config') },
  { id: '173', type: 'aws_lambda_function', passes: has('kms_key_arn') },
  { id: '272', type: 'aws_lambda_function', passes: has('code_signing_config_arn') },
  { id: '363', type: 'aws_lambda_function', passes: is('runtime', 'nodejs22.x') },
  { id: '301', type: 'aws_lambda_permission', passes: (p) => p['principal'] !== '*' },
  {
    id: '364',
    type: 'aws_lambda_permission',
    passes: (p) => p['source_arn'] !== undefined && p['source_account'] !== undefined,
  },
  { id: '28', type: 'aws_dynamodb_table', passes: is('point_in_time_recovery.enabled', true) },
  { id: '119', type: 'aws_dynamodb_table', passes: has('server_side_encryption.kms_key_arn') },
  { id: 'CKV2 16', type: 'aws_dynamodb_table', passes: is('billing_mode', 'PROVISIONED') },
  { id: '18', type: 'aws_s3_bucket', passes: ofBucket('aws_s3_bucket_logging') },
  { id: '19', type: 'aws_s3_bucket', passes: ofBucket('aws_s3_bucket_server_side_encryption_configuration') },
  {
    id: '20 57',
    type: 'aws_s3_bucket',
    passes: (_bucket, _id, stack) => stack.resource['aws_s3_bucket_acl'] === undefined,
  },
  {
    id: '21',
    type: 'aws_s3_bucket',
    passes: ofBucket(
      'aws_s3_bucket_versioning',
      (one) => at(one, 'versioning_configuration.status') === 'Enabled',
    ),
  },
  { id: '143', type: 'aws_s3_bucket', passes: is('object_lock_enabled', true) },
  { id: '144', type: 'aws_s3_bucket', passes: ofBucket('aws_s3_bucket_replication_configuration') },
  {
    id: '145',
    type: 'aws_s3_bucket',
    passes: ofBucket(
      'aws_s3_bucket_server_side_encryption_configuration',
      (one) => at(one, 'rule.apply_server_side_encryption_by_default.sse_algorithm') === 'aws:kms',
    ),
  },
  {
    id: 'CKV2 6, 53 54 55 56',
    type: 'aws_s3_bucket',
    passes: ofBucket('aws_s3_bucket_public_access_block', (one) =>
      ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'].every(
        (name) => one[name] === true,
      ),
    ),
  },
  {
    id: 'CKV2 61, 300',
    type: 'aws_s3_bucket',
    passes: ofBucket('aws_s3_bucket_lifecycle_configuration', ({ rule }) =>
      JSON.stringify(rule).includes('abort_incomplete_multipart_upload'),
    ),
  },
  { id: 'CKV2 62', type: 'aws_s3_bucket', passes: ofBucket('aws_s3_bucket_notification') },
  {
    id: 'CKV2 65',
    type: 'aws_s3_bucket',
    passes: ofBucket(
      'aws_s3_bucket_ownership_controls',
      (one) => at(one, 'rule.object_ownership') === 'BucketOwnerEnforced',
    ),
  },
  {
    id: '379',
    type: 'aws_s3_bucket',
    passes: ofBucket('aws_s3_bucket_policy', ({ policy }) =>
      statementsOf(policy).some(
        ({ Effect, Action, Principal, Condition }) =>
          Effect === 'Deny' &&
          Principal === '*' &&
          Action.includes('s3:*') &&
          Condition?.['Bool']?.['aws:SecureTransport'] === 'false',
      ),
    ),
  },
  { id: '70', type: 'aws_s3_bucket_policy', passes: noPublicPrincipal() },
  {
    id: '93',
    type: 'aws_s3_bucket_policy',
    passes: ({ policy }) =>
      !statementsOf(policy).some(
        ({ Effect, Action, Condition }) =>
          Effect === 'Deny' &&
          Condition === undefined &&
          Action.some((action) => /^s3:(\*|PutBucketPolicy)$/.test(action)),
      ),
  },
  { id: '309', type: 'aws_apigatewayv2_route', passes: is('authorization_type', 'JWT', 'AWS_IAM') },
  { id: '76', type: 'aws_apigatewayv2_stage', passes: has('access_log_settings.destination_arn') },
  { id: 'CKV2 51', type: 'aws_apigatewayv2_stage', passes: has('client_certificate_id') },
  {
    id: '34',
    type: 'aws_cloudfront_distribution',
    passes: is('default_cache_behavior.viewer_protocol_policy', 'redirect-to-https', 'https-only'),
  },
  { id: '68, CKV2 47', type: 'aws_cloudfront_distribution', passes: has('web_acl_id') },
  { id: '86', type: 'aws_cloudfront_distribution', passes: has('logging_config') },
  {
    id: '174',
    type: 'aws_cloudfront_distribution',
    passes: is('viewer_certificate.minimum_protocol_version', 'TLSv1.2_2021'),
  },
  { id: '305', type: 'aws_cloudfront_distribution', passes: has('default_root_object') },
  { id: '310', type: 'aws_cloudfront_distribution', passes: has('origin_group') },
  {
    id: '374',
    type: 'aws_cloudfront_distribution',
    passes: is('restrictions.geo_restriction.restriction_type', 'whitelist', 'blacklist'),
  },
  {
    id: 'CKV2 32',
    type: 'aws_cloudfront_distribution',
    passes: has('default_cache_behavior.response_headers_policy_id'),
  },
  {
    id: 'CKV2 42',
    type: 'aws_cloudfront_distribution',
    passes: has('viewer_certificate.acm_certificate_arn'),
  },
  { id: 'CKV2 46', type: 'aws_cloudfront_distribution', passes: has('origin.origin_access_control_id') },
  {
    id: '259',
    type: 'aws_cloudfront_response_headers_policy',
    passes: (policy) =>
      Number(at(policy, 'security_headers_config.strict_transport_security.access_control_max_age_sec')) >=
      31_536_000,
  },
  { id: '27', type: 'aws_sqs_queue', passes: is('sqs_managed_sse_enabled', true) },
  { id: 'CKV2 73', type: 'aws_sqs_queue', passes: has('kms_master_key_id') },
  { id: '168', type: 'aws_sqs_queue_policy', passes: noPublicPrincipal() },
  {
    id: 'CKV2 72, 387',
    type: 'aws_sqs_queue_policy',
    passes: grants('policy', (action) => action.includes('*')),
  },
  { id: '66', type: 'aws_cloudwatch_log_group', passes: (log) => Number(log['retention_in_days']) > 0 },
  { id: '158', type: 'aws_cloudwatch_log_group', passes: has('kms_key_id') },
  { id: '338', type: 'aws_cloudwatch_log_group', passes: (log) => Number(log['retention_in_days']) >= 365 },
  {
    id: '319',
    type: 'aws_cloudwatch_metric_alarm',
    passes: (alarm) => alarm['actions_enabled'] === true && Array.isArray(alarm['alarm_actions']),
  },
  { id: '26', type: 'aws_sns_topic', passes: has('kms_master_key_id') },
  { id: '169 385', type: 'aws_sns_topic_policy', passes: noPublicPrincipal() },
  { id: '297', type: 'aws_scheduler_schedule', passes: has('kms_key_arn') },
  { id: '60 61', type: 'aws_iam_role', passes: noPublicPrincipal('assume_role_policy') },
  {
    id: '274 275 393, CKV2 40 56',
    type: 'aws_iam_role',
    passes: (role, _id, stack) =>
      role['managed_policy_arns'] === undefined &&
      stack.resource['aws_iam_role_policy_attachment'] === undefined,
  },
  ...onPolicies('aws_iam_role_policy'),
  { id: '337', type: 'aws_ssm_parameter', passes: is('type', 'SecureString') },
];
