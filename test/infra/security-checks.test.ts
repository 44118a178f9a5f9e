import { CHECKS, type Check } from './security-checks';
import { EXCEPTIONS, type Exception } from './security-exceptions';
import { allStacks, resources } from './synthesized';

const stacks = allStacks();

type Finding = { readonly check: string; readonly type: string; readonly place: string };

const findings: Finding[] = CHECKS.flatMap((check) => failuresOf(check));

function failuresOf({ id: check, type, passes }: Check): Finding[] {
  return stacks.flatMap(({ stage, stack }) =>
    Object.entries(resources(stack, type))
      .filter(([id, attributes]) => !passes(attributes, id, stack))
      .map(([id]) => ({ check, type, place: `${stage} ${id}` })),
  );
}

const excepts = (exception: Exception, finding: Finding) =>
  exception.check === finding.check &&
  exception.type === finding.type &&
  (exception.only === undefined || exception.only.test(finding.place));

describe('security', () => {
  it.each(CHECKS.map((check) => [check.type, check.id, check] as const))(
    'of %s: rule %s holds, or the reason why not is written',
    (_type, _id, { id, type }) => {
      const open = findings.filter(
        (finding) =>
          finding.check === id &&
          finding.type === type &&
          !EXCEPTIONS.some((exception) => excepts(exception, finding)),
      );
      expect(open).toEqual([]);
    },
  );

  it.each(CHECKS.map((check) => [check.type, check.id] as const))('looks at a %s for rule %s', (type) => {
    expect(stacks.some(({ stack }) => Object.keys(resources(stack, type)).length > 0)).toBe(true);
  });

  it('is excepted only where a check would fail', () => {
    const idle = EXCEPTIONS.filter((exception) => !findings.some((finding) => excepts(exception, finding)));
    expect(idle).toEqual([]);
  });

  it('has a reason for each exception', () => {
    for (const { because } of EXCEPTIONS) expect(because.length).toBeGreaterThan(20);
  });
});

describe('a check finds what it is for', () => {
  const [prod] = stacks.filter(({ name }) => name === 'shelflog-prod-app');
  const broken: [string, string, Record<string, unknown>][] = [
    ['45', 'aws_lambda_function', { environment: { variables: { KEY: 'AKIAIOSFODNN7EXAMPLE' } } }],
    ['50', 'aws_lambda_function', { tracing_config: { mode: 'PassThrough' } }],
    ['363', 'aws_lambda_function', { runtime: 'nodejs18.x' }],
    ['301', 'aws_lambda_permission', { principal: '*' }],
    ['364', 'aws_lambda_permission', { source_arn: 'arn' }],
    ['28', 'aws_dynamodb_table', { point_in_time_recovery: { enabled: false } }],
    ['21', 'aws_s3_bucket', {}],
    ['CKV2 6, 53 54 55 56', 'aws_s3_bucket', {}],
    ['379', 'aws_s3_bucket', {}],
    ['309', 'aws_apigatewayv2_route', { authorization_type: 'NONE' }],
    ['76', 'aws_apigatewayv2_stage', {}],
    [
      '34',
      'aws_cloudfront_distribution',
      { default_cache_behavior: { viewer_protocol_policy: 'allow-all' } },
    ],
    ['27', 'aws_sqs_queue', {}],
    ['66', 'aws_cloudwatch_log_group', {}],
    ['319', 'aws_cloudwatch_metric_alarm', { actions_enabled: false }],
    ...[
      ['70', 'aws_s3_bucket_policy', 'policy', { Principal: '*', Action: 's3:GetObject' }],
      ['93', 'aws_s3_bucket_policy', 'policy', { Effect: 'Deny', Principal: '*', Action: 's3:*' }],
      ['168', 'aws_sqs_queue_policy', 'policy', { Principal: '*', Action: 'sqs:SendMessage' }],
      ['CKV2 72, 387', 'aws_sqs_queue_policy', 'policy', { Action: 'sqs:*' }],
      ['169 385', 'aws_sns_topic_policy', 'policy', { Principal: '*', Action: 'sns:Publish' }],
      ['60 61', 'aws_iam_role', 'assume_role_policy', { Principal: '*', Action: 'sts:AssumeRole' }],
      ['62 63 355', 'aws_iam_role_policy', 'policy', { Action: '*', Resource: '*' }],
      ['286', 'aws_iam_role_policy', 'policy', { Action: 'iam:PassRole' }],
      ['287', 'aws_iam_role_policy', 'policy', { Action: 'iam:CreateAccessKey' }],
      ['288', 'aws_iam_role_policy', 'policy', { Action: 's3:GetObject', Resource: '*' }],
      ['289', 'aws_iam_role_policy', 'policy', { Action: 'iam:PutRolePolicy' }],
      ['290', 'aws_iam_role_policy', 'policy', { Action: 'dynamodb:Put*', Resource: '*' }],
    ].map(([id, type, attribute, statement]): [string, string, Record<string, unknown>] => [
      String(id),
      String(type),
      {
        [String(attribute)]: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', ...(statement as object) }],
        }),
      },
    ]),
  ];

  it.each(broken)('rule %s, in a bad %s', (id, type, attributes) => {
    const check = CHECKS.find((one) => one.id === id && one.type === type)!;
    expect(check.passes(attributes, 'bad', prod!.stack)).toBe(false);
  });
});
