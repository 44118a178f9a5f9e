import { z } from 'zod';
import { TOPIC_RULES } from '../../contract/topics';
import { statementsOf } from './policies';
import { ref, resource, resources, synthesizedStage } from './synthesized';

const { app } = synthesizedStage('prod');
const ACCOUNT = ref('data.aws_caller_identity.current.account_id');

describe.each(Object.entries(TOPIC_RULES))('the topic rule %s', (name, { sql }) => {
  const rule = resource(app, 'aws_iot_topic_rule', `topics_${name}`);

  it('hands what it selects to ingest-scans', () => {
    expect(rule).toMatchObject({
      name: `shelflog_prod_${name}`,
      enabled: true,
      sql,
      sql_version: '2016-03-23',
      lambda: [{ function_arn: ref('aws_lambda_function.ingest-scans_function.arn') }],
    });
  });

  it("keeps what it could not hand over, under a key that Terraform leaves to IoT's template", () => {
    expect(rule['error_action']).toEqual({
      s3: {
        bucket_name: `shelflog-prod-quarantine-${ACCOUNT}`,
        key: `iot-errors/${name}/$\${timestamp()}-$\${newuuid()}.json`,
        role_arn: ref('aws_iam_role.topics_error-role.arn'),
      },
    });
  });

  it('is allowed to call it, in this account only', () => {
    expect(resource(app, 'aws_lambda_permission', `topics_${name}-permission`)).toMatchObject({
      principal: 'iot.amazonaws.com',
      action: 'lambda:InvokeFunction',
      source_arn: `\${aws_iot_topic_rule.topics_${name}.arn}`,
      source_account: ACCOUNT,
    });
  });
});

describe('who may call a function', () => {
  it('is always one named resource of this account', () => {
    for (const permission of Object.values(resources(app, 'aws_lambda_permission'))) {
      expect(permission['source_arn']).toEqual(expect.stringContaining('${aws_'));
      expect(permission['source_account']).toBe(ACCOUNT);
    }
  });
});

describe('roles of services', () => {
  it.each([
    ['topics_error-role', 'iot.amazonaws.com'],
    ['daily-export_role', 'scheduler.amazonaws.com'],
    ['daily-seal_role', 'scheduler.amazonaws.com'],
    ['daily-verify_role', 'scheduler.amazonaws.com'],
    ['daily-backup_role', 'scheduler.amazonaws.com'],
  ])('%s can be taken for this account and stage only', (id, service) => {
    const [statement] = statementsOf(resource(app, 'aws_iam_role', id)['assume_role_policy']);
    expect(statement).toMatchObject({
      Principal: { Service: service },
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': expect.stringMatching(/shelflog.prod/) },
      },
    });
  });
});

describe('the daily export', () => {
  const schedule = resource(app, 'aws_scheduler_schedule', 'daily-export_schedule');

  it("is due at 21:00 of the library's clock", () => {
    expect(schedule).toMatchObject({
      schedule_expression: 'cron(0 21 * * ? *)',
      schedule_expression_timezone: 'Europe/Berlin',
      flexible_time_window: { mode: 'OFF' },
      state: 'ENABLED',
    });
  });

  it('is told when it was due, and what cannot be called lands in a queue', () => {
    const target = z
      .object({ arn: z.string(), input: z.string(), dead_letter_config: z.unknown() })
      .parse(schedule['target']);
    expect(target.arn).toBe(ref('aws_lambda_function.export-snapshots_function.arn'));
    expect(JSON.parse(target.input)).toEqual({ scheduledAt: '<aws.scheduler.scheduled-time>' });
    expect(target.dead_letter_config).toEqual({ arn: ref('aws_sqs_queue.export-schedule-dead.arn') });
  });
});

describe('the daily seal', () => {
  it('is due at 00:30 UTC whatever the library keeps, one at a time', () => {
    const schedule = resource(app, 'aws_scheduler_schedule', 'daily-seal_schedule');
    expect(schedule).toMatchObject({
      schedule_expression: 'cron(30 0 * * ? *)',
      schedule_expression_timezone: 'UTC',
      state: 'ENABLED',
      target: {
        arn: ref('aws_lambda_function.seal-day_function.arn'),
        dead_letter_config: { arn: ref('aws_sqs_queue.seal-schedule-dead.arn') },
      },
    });
    const { reserved_concurrent_executions: reserved } = resource(
      app,
      'aws_lambda_function',
      'seal-day_function',
    );
    expect(reserved).toBe(1);
  });
});

describe('the daily verification', () => {
  it("is due after the seal, at an hour of the library's clock that every day has once", () => {
    const schedule = resource(app, 'aws_scheduler_schedule', 'daily-verify_schedule');
    expect(schedule).toMatchObject({
      schedule_expression: 'cron(30 4 * * ? *)',
      schedule_expression_timezone: 'Europe/Berlin',
      state: 'ENABLED',
      target: {
        arn: ref('aws_lambda_function.verify-history_function.arn'),
        dead_letter_config: { arn: ref('aws_sqs_queue.verify-schedule-dead.arn') },
      },
    });
  });

  it('has the longest time and the disk that it needs, one at a time', () => {
    expect(resource(app, 'aws_lambda_function', 'verify-history_function')).toMatchObject({
      timeout: 900,
      ephemeral_storage: { size: 4096 },
      reserved_concurrent_executions: 1,
    });
  });
});

describe('the daily backup', () => {
  it('has DynamoDB write the events into the backups bucket, and nothing else', () => {
    const schedule = resource(app, 'aws_scheduler_schedule', 'daily-backup_schedule');
    const target = z.object({ arn: z.string(), input: z.string() }).parse(schedule['target']);
    expect(target.arn).toBe('arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime');
    expect(JSON.parse(target.input)).toEqual({
      TableArn: ref('data.aws_dynamodb_table.events.arn'),
      S3Bucket: `shelflog-prod-backups-${ACCOUNT}`,
      S3Prefix: 'events',
      ExportFormat: 'DYNAMODB_JSON',
    });
    const { policy } = resource(app, 'aws_iam_role_policy', 'daily-backup_permissions');
    expect(statementsOf(policy).map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [['dynamodb:ExportTableToPointInTime'], [ref('data.aws_dynamodb_table.events.arn')]],
      [
        ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'],
        [`arn:aws:s3:::shelflog-prod-backups-${ACCOUNT}/events/*`],
      ],
    ]);
  });
});

describe('the HTTP API', () => {
  it('asks for a token on every route but its description', () => {
    const routes = Object.values(resources(app, 'aws_apigatewayv2_route'));
    expect(routes.map((route) => [route['route_key'], route['authorization_type']]).sort()).toEqual([
      ['ANY /v1/{proxy+}', 'JWT'],
      ['GET /openapi.json', 'NONE'],
      ['PATCH /v1/{proxy+}', 'JWT'],
      ['POST /v1/{proxy+}', 'JWT'],
    ]);
    const authorizers = routes.flatMap((route) => route['authorizer_id'] ?? []);
    expect(new Set(authorizers)).toEqual(new Set([ref('aws_apigatewayv2_authorizer.http_authorizer.id')]));
  });

  it('has commands taken by a function of their own, with a place kept free for them', () => {
    const functionOf = (routeKey: string) => {
      const route = Object.values(resources(app, 'aws_apigatewayv2_route')).find(
        (one) => one['route_key'] === routeKey,
      );
      const id = /integration\.(http_[\w-]+)\.id/.exec(String(route?.['target']))?.[1] ?? '';
      return resource(app, 'aws_apigatewayv2_integration', id)['integration_uri'];
    };
    const invoked = (name: string) => ref(`aws_lambda_function.${name}_function.invoke_arn`);
    expect(['POST /v1/{proxy+}', 'PATCH /v1/{proxy+}'].map(functionOf)).toEqual([
      invoked('commands'),
      invoked('commands'),
    ]);
    expect(['ANY /v1/{proxy+}', 'GET /openapi.json'].map(functionOf)).toEqual([
      invoked('api'),
      invoked('api'),
    ]);
    expect(resource(app, 'aws_lambda_function', 'commands_function')['reserved_concurrent_executions']).toBe(
      10,
    );
  });

  it("takes the tokens of the stage's user pool, found by name", () => {
    expect(resource(app, 'aws_apigatewayv2_authorizer', 'http_authorizer')).toMatchObject({
      authorizer_type: 'JWT',
      jwt_configuration: {
        issuer: ref('data.aws_ssm_parameter.sign-in_jwt-issuer.insecure_value'),
        audience: [ref('aws_cognito_user_pool_client.sign-in_client.id')],
      },
    });
    expect(app.data['aws_ssm_parameter']!['sign-in_jwt-issuer']).toMatchObject({
      name: '/shelflog/prod/jwt-issuer',
    });
    expect(resource(app, 'aws_cognito_user_pool_client', 'sign-in_client')).toMatchObject({
      user_pool_id: ref('data.aws_ssm_parameter.sign-in_user-pool-id.insecure_value'),
    });
  });

  it('answers pages of the dashboard only', () => {
    expect(resource(app, 'aws_apigatewayv2_api', 'http_api')['cors_configuration']).toEqual({
      allow_origins: ['https://shelflog.example.org'],
      allow_methods: ['GET', 'POST', 'PATCH'],
      allow_headers: ['authorization', 'content-type', 'idempotency-key'],
      max_age: 3600,
    });
  });

  it('is throttled and logged', () => {
    expect(resource(app, 'aws_apigatewayv2_stage', 'http_stage')).toMatchObject({
      name: '$default',
      default_route_settings: { throttling_rate_limit: 50, throttling_burst_limit: 100 },
      access_log_settings: { destination_arn: ref('aws_cloudwatch_log_group.http_access-log.arn') },
    });
  });

  it('hands over the event of version 2.0', () => {
    for (const name of ['api', 'commands'])
      expect(resource(app, 'aws_apigatewayv2_integration', `http_${name}-integration`)).toMatchObject({
        integration_type: 'AWS_PROXY',
        payload_format_version: '2.0',
        timeout_milliseconds: 29_000,
      });
  });
});
