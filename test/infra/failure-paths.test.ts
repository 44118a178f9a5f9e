import { z } from 'zod';
import { DEAD_LETTER_PLACES } from '../../contract/dead-letters';
import { statementsOf } from './policies';
import { ref, resource, resources, synthesizedStage } from './synthesized';

const { app } = synthesizedStage('prod');
const arn = (id: string) => `\${aws_sqs_queue.${id}.arn}`;

describe('the queue of scans', () => {
  const queue = resource(app, 'aws_sqs_queue', 'scans');

  it('gives a message up after five tries, to a queue of its own', () => {
    expect(JSON.parse(z.string().parse(queue['redrive_policy']))).toEqual({
      deadLetterTargetArn: arn('append-events-dead'),
      maxReceiveCount: 5,
    });
  });

  it('hides a message for six times as long as the function may take', () => {
    const { timeout } = resource(app, 'aws_lambda_function', 'append-events_function');
    expect(queue['visibility_timeout_seconds']).toBe(6 * z.number().parse(timeout));
  });

  it('takes messages from the bus rule only', () => {
    const { policy } = resource(app, 'aws_sqs_queue_policy', 'scans-received_queue-policy');
    expect(statementsOf(policy)).toEqual([
      {
        Sid: 'BusRuleSends',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Resource: [arn('scans')],
        Condition: {
          ArnEquals: { 'aws:SourceArn': ref('aws_cloudwatch_event_rule.scans-received_rule.arn') },
        },
      },
    ]);
  });
});

describe('dead-letter queues', () => {
  it.each(DEAD_LETTER_PLACES)('%s keeps what it holds for 14 days, encrypted', (place) => {
    expect(resource(app, 'aws_sqs_queue', `${place}-dead`)).toEqual({
      name: `shelflog-prod-${place}-dead`,
      message_retention_seconds: 1_209_600,
      sqs_managed_sse_enabled: true,
    });
  });

  it('keep it longer than the queue before them, whose days count too', () => {
    const { message_retention_seconds: before } = resource(app, 'aws_sqs_queue', 'scans');
    expect(z.number().parse(before)).toBeLessThan(1_209_600);
  });
});

describe('the bus rule', () => {
  it('takes what ingest-scans announces', () => {
    const rule = resource(app, 'aws_cloudwatch_event_rule', 'scans-received_rule');
    expect(JSON.parse(z.string().parse(rule['event_pattern']))).toEqual({
      source: ['shelflog.ingest'],
      'detail-type': ['ScansReceived'],
    });
  });

  it('tries for a day, then gives up to a queue that lets it', () => {
    expect(resource(app, 'aws_cloudwatch_event_target', 'scans-received_target')).toMatchObject({
      arn: arn('scans'),
      retry_policy: { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 },
      dead_letter_config: { arn: arn('scans-rule-dead') },
    });
    const { policy } = resource(app, 'aws_sqs_queue_policy', 'scans-received_undelivered-policy');
    expect(statementsOf(policy)[0]).toMatchObject({ Resource: [arn('scans-rule-dead')] });
  });
});

describe('stream mappings', () => {
  it.each(['project-circulation', 'project-analytics'])('%s has every setting that matters', (name) => {
    expect(resource(app, 'aws_lambda_event_source_mapping', `${name}-mapping`)).toEqual({
      function_name: `\${aws_lambda_function.${name}_function.arn}`,
      event_source_arn: ref('data.aws_dynamodb_table.events.stream_arn'),
      enabled: true,
      starting_position: 'TRIM_HORIZON',
      batch_size: 100,
      maximum_batching_window_in_seconds: 1,
      parallelization_factor: 1,
      bisect_batch_on_function_error: true,
      maximum_retry_attempts: 10,
      maximum_record_age_in_seconds: 43_200,
      function_response_types: ['ReportBatchItemFailures'],
      destination_config: {
        on_failure: {
          destination_arn: `arn:aws:s3:::shelflog-prod-quarantine-${ref('data.aws_caller_identity.current.account_id')}`,
        },
      },
    });
  });

  it('are two, as many as may read a shard', () => {
    const streams = Object.values(resources(app, 'aws_lambda_event_source_mapping')).filter(
      (mapping) => mapping['starting_position'],
    );
    expect(streams).toHaveLength(2);
  });
});

describe('the mapping of scans', () => {
  it('waits for nothing and reports the messages that failed', () => {
    expect(resource(app, 'aws_lambda_event_source_mapping', 'scans-mapping')).toEqual({
      function_name: ref('aws_lambda_function.append-events_function.arn'),
      event_source_arn: arn('scans'),
      enabled: true,
      batch_size: 10,
      maximum_batching_window_in_seconds: 0,
      function_response_types: ['ReportBatchItemFailures'],
      scaling_config: { maximum_concurrency: 20 },
    });
  });
});

describe('functions called asynchronously', () => {
  it.each(['ingest-scans', 'export-snapshots', 'seal-day', 'verify-history'])(
    '%s gives up to a queue that its role may send to',
    (name) => {
      expect(resource(app, 'aws_lambda_function_event_invoke_config', `${name}-failures`)).toEqual({
        function_name: `\${aws_lambda_function.${name}_function.function_name}`,
        maximum_retry_attempts: 2,
        maximum_event_age_in_seconds: 21_600,
        destination_config: { on_failure: { destination: arn(`${name}-dead`) } },
      });
      const { policy } = resource(app, 'aws_iam_role_policy', `${name}_permissions`);
      expect(statementsOf(policy)).toContainEqual({
        Sid: 'SendFailedEvents',
        Effect: 'Allow',
        Action: ['sqs:SendMessage'],
        Resource: [arn(`${name}-dead`)],
      });
    },
  );
});
