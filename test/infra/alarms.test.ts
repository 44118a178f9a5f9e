import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DEAD_LETTER_PLACES } from '../../contract/dead-letters';
import { COUNTED_METRICS } from '../../contract/metrics';
import { statementsOf } from './policies';
import { FUNCTION_NAMES, ref, resource, resources, STAGES, synthesizedStage } from './synthesized';

const { app } = synthesizedStage('prod');
const TOPIC = ref('aws_sns_topic.alarms_topic.arn');
const alarmSchema = z.looseObject({
  alarm_name: z.string(),
  alarm_description: z.string(),
  namespace: z.string().optional(),
  metric_name: z.string().optional(),
  dimensions: z.record(z.string(), z.string()).optional(),
  comparison_operator: z.string(),
  threshold: z.number(),
  period: z.number().optional(),
  evaluation_periods: z.number(),
  treat_missing_data: z.string(),
});
const alarms = Object.values(resources(app, 'aws_cloudwatch_metric_alarm')).map((alarm) =>
  alarmSchema.parse(alarm),
);
const on = (namespace: string, metric: string, dimensions?: Record<string, string>) =>
  alarms.filter(
    (alarm) =>
      alarm.namespace === namespace &&
      alarm.metric_name === metric &&
      JSON.stringify(alarm.dimensions) === JSON.stringify(dimensions),
  );
const firstOne = { comparison_operator: 'GreaterThanThreshold', threshold: 0, evaluation_periods: 1 };

describe('every alarm', () => {
  it('speaks to the one topic, when it is raised and when it is over', () => {
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ actions_enabled: true, alarm_actions: [TOPIC], ok_actions: [TOPIC] });
    }
    expect(Object.keys(resources(app, 'aws_sns_topic'))).toEqual(['alarms_topic']);
  });

  it('says what has happened, and has its place in docs/operations.md', () => {
    const guide = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8');
    for (const { alarm_name, alarm_description } of alarms) {
      const name = alarm_name
        .replace('shelflog-prod-', '')
        .replace(/^(reader-(?:silent|ailing)-).*/, '$1<reader>');
      expect(alarm_description).toMatch(/^.{20,}\. What to do: shelflog, docs\/operations\.md, "/);
      expect(guide).toContain(`\`${name}\``);
    }
  });
});

describe('the topic of alarms', () => {
  it('is heard at the address of the stage', () => {
    expect(resource(app, 'aws_sns_topic_subscription', 'alarms_address')).toEqual({
      topic_arn: TOPIC,
      protocol: 'email',
      endpoint: STAGES.get('prod')!.alarmAddress,
    });
  });

  it('takes messages from alarms of this stage only', () => {
    const account = ref('data.aws_caller_identity.current.account_id');
    expect(statementsOf(resource(app, 'aws_sns_topic_policy', 'alarms_policy')['policy'])).toEqual([
      {
        Sid: 'AlarmsSpeak',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['sns:Publish'],
        Resource: [TOPIC],
        Condition: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:eu-central-1:${account}:alarm:shelflog-prod-*` },
        },
      },
    ]);
  });
});

describe('what was given up raises an alarm at the first', () => {
  it.each(DEAD_LETTER_PLACES)('in the queue of %s', (place) => {
    const found = on('AWS/SQS', 'ApproximateNumberOfMessagesVisible', {
      QueueName: `shelflog-prod-${place}-dead`,
    });
    expect(found).toEqual([expect.objectContaining({ ...firstOne, statistic: 'Maximum' })]);
  });

  it('in every queue that there is but the one of scans, which must not wait', () => {
    const queues = Object.values(resources(app, 'aws_sqs_queue')).map(({ name }) => name);
    const watched = alarms.map(({ dimensions }) => dimensions?.['QueueName']);
    const named = queues.map((name) =>
      name === 'shelflog-prod-scans' ? ref('aws_sqs_queue.scans.name') : name,
    );
    expect(watched.filter((name) => name !== undefined).sort()).toEqual(named.sort());
    expect(
      on('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: ref('aws_sqs_queue.scans.name') }),
    ).toEqual([expect.objectContaining({ threshold: 600 })]);
  });

  it('among the objects that Lambda and IoT park', () => {
    expect(on('AWS/Events', 'Invocations', { RuleName: 'shelflog-prod-parked' })).toEqual([
      expect.objectContaining(firstOne),
    ]);
    const rule = resource(app, 'aws_cloudwatch_event_rule', 'parked_rule');
    expect(rule).toMatchObject({ name: 'shelflog-prod-parked', event_bus_name: 'default' });
    expect(JSON.parse(z.string().parse(rule['event_pattern']))).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ prefix: 'aws/lambda/' }, { prefix: 'iot-errors/' }] } },
    });
  });

  it.each(['ingest-scans', 'export-snapshots', 'seal-day', 'verify-history'])(
    'where even the queue of %s could not be reached',
    (name) => {
      expect(
        on('AWS/Lambda', 'DestinationDeliveryFailures', { FunctionName: `shelflog-prod-${name}` }),
      ).toEqual([expect.objectContaining(firstOne)]);
    },
  );

  it('where a rule or schedule could not even reach its dead-letter queue', () => {
    expect(
      on('AWS/Events', 'InvocationsFailedToBeSentToDlq', { RuleName: 'shelflog-prod-scans-received' }),
    ).toHaveLength(1);
    for (const run of ['daily-export', 'daily-seal', 'daily-verify']) {
      const dimensions = { ScheduleGroup: `shelflog-prod-${run}` };
      expect(on('AWS/Scheduler', 'InvocationsFailedToBeSentToDeadLetterCount', dimensions)).toHaveLength(1);
    }
    expect(on('AWS/Scheduler', 'TargetErrorCount', { ScheduleGroup: 'shelflog-prod-backup' })).toHaveLength(
      1,
    );
  });
});

describe.each(FUNCTION_NAMES)('%s', (name) => {
  it('raises an alarm when it fails and when it is throttled', () => {
    const dimensions = { FunctionName: `shelflog-prod-${name}` };
    expect(on('AWS/Lambda', 'Errors', dimensions)).toHaveLength(1);
    expect(on('AWS/Lambda', 'Throttles', dimensions)).toHaveLength(1);
  });
});

describe.each(['project-circulation', 'project-analytics'])('%s', (name) => {
  it('raises an alarm at 15 minutes behind and at six hours, before a record is given up at twelve', () => {
    const found = on('AWS/Lambda', 'IteratorAge', { FunctionName: `shelflog-prod-${name}` });
    expect(found.map(({ threshold }) => threshold)).toEqual([900_000, 21_600_000]);
    const mapping = resource(app, 'aws_lambda_event_source_mapping', `${name}-mapping`);
    expect(mapping['maximum_record_age_in_seconds']).toBeGreaterThan(21_600);
  });
});

describe('what functions count themselves', () => {
  it.each(COUNTED_METRICS)('$name of $service raises an alarm at the first', ({ service, name, says }) => {
    expect(on('Shelflog', name, { service })).toEqual([
      expect.objectContaining({
        ...firstOne,
        treat_missing_data: 'notBreaching',
        alarm_description: expect.stringContaining(says),
      }),
    ]);
  });
});

describe('what must happen', () => {
  it.each([
    ['export', 'export-snapshots'],
    ['seal', 'seal-day'],
    ['verify', 'verify-history'],
  ])('is missed: a daily %s that succeeded within 26 hours', (run, name) => {
    const dimensions = { FunctionName: `shelflog-prod-${name}` };
    expect(resource(app, 'aws_cloudwatch_metric_alarm', `alarms_${run}-missed`)).toMatchObject({
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      evaluation_periods: 26,
      datapoints_to_alarm: 26,
      treat_missing_data: 'breaching',
      metric_query: [
        { expression: 'FILL(m0, 0) - FILL(m1, 0)', return_data: true },
        { id: 'm0', metric: { metric_name: 'Invocations', period: 3600, dimensions } },
        { id: 'm1', metric: { metric_name: 'Errors', period: 3600, dimensions } },
      ],
    });
  });

  it.each(STAGES.get('prod')!.readers)('is named when it is not well: $id', ({ id }) => {
    const [alarm, ...more] = on('Shelflog', 'ReaderAiling', { reader: id, service: 'ingest-scans' });
    expect([more, alarm]).toEqual([
      [],
      expect.objectContaining({
        alarm_name: `shelflog-prod-reader-ailing-${id}`,
        alarm_description: expect.stringContaining(`Reader ${id} says that it is not well`),
        threshold: 0,
        period: 900,
        evaluation_periods: 2,
        treat_missing_data: 'notBreaching',
      }),
    ]);
  });

  it.each(STAGES.get('prod')!.readers)('is missed: a word from reader $id', ({ id }) => {
    expect(on('Shelflog', 'ReaderHeard', { reader: id, service: 'ingest-scans' })).toEqual([
      expect.objectContaining({
        comparison_operator: 'LessThanThreshold',
        threshold: 1,
        period: 3600,
        evaluation_periods: 48,
        treat_missing_data: 'breaching',
      }),
    ]);
  });
});

describe('the CloudWatch dashboard', () => {
  it('shows every function, queue and table of the stage, in its Region', () => {
    const body = z.string().parse(resource(app, 'aws_cloudwatch_dashboard', 'overview')['dashboard_body']);
    const { widgets } = JSON.parse(body) as { widgets: { properties: { region: string } }[] };
    expect(new Set(widgets.map(({ properties }) => properties.region))).toEqual(new Set(['eu-central-1']));
    for (const name of [...FUNCTION_NAMES, ...DEAD_LETTER_PLACES.map((place) => `${place}-dead`)]) {
      expect(body).toContain(`"shelflog-prod-${name}"`);
    }
    for (const table of ['events', 'inventory', 'stock', 'analytics', 'control']) {
      expect(body).toContain(`"shelflog-prod-${table}"`);
    }
  });
});

describe('docs/cost.md', () => {
  it('has about as many alarms and figures as there are, and the readers', () => {
    const page = readFileSync(join(__dirname, '../../docs/cost.md'), 'utf8');
    const readers = STAGES.get('prod')!.readers.length;
    const numberOf = (row: RegExp) => Number(row.exec(page)?.[1]);
    const isAbout = (row: RegExp, number: number) =>
      expect(Math.abs(numberOf(row) / number - 1)).toBeLessThan(0.25);
    isAbout(/^\| alarms [^|]*\| about (\d+) \|/m, alarms.length);
    isAbout(/^\| figures of our own [^|]+\| about (\d+) \|/m, COUNTED_METRICS.length + readers);
    expect(page).toContain(`with ${readers} readers:`);
  });
});
