import { z } from 'zod';
import type { LocalEnvironment } from './aws-environment';
import { compact } from './compact';
import { POLICY_DOCUMENT, toPolicy } from './policy-document';
import { block, ignored, jsonText, optionalBlock, type Resources } from './resources';
import type { QueueModel, RuleModel, RuleTargetModel, ScheduleModel } from './stack-model';

const QUEUE = z.strictObject({
  name: z.string(),
  visibility_timeout_seconds: z.number().default(30),
  message_retention_seconds: z.number().default(345_600),
  redrive_policy: jsonText
    .pipe(
      z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().min(1) }),
    )
    .optional(),
  max_message_size: z.literal(262_144).optional(),
  receive_wait_time_seconds: ignored,
  redrive_allow_policy: ignored,
  sqs_managed_sse_enabled: ignored,
  tags: ignored,
});
const QUEUE_POLICY = z.strictObject({ queue_url: z.string(), policy: POLICY_DOCUMENT });

const BUS = z.strictObject({ name: z.string(), description: ignored, tags: ignored });
const RULE = z.strictObject({
  name: z.string(),
  event_bus_name: z.string(),
  event_pattern: jsonText,
  state: z.literal('ENABLED').optional(),
  description: ignored,
  tags: ignored,
});
const RETRY_POLICY = z.strictObject({
  maximum_event_age_in_seconds: z.number().optional(),
  maximum_retry_attempts: z.number().optional(),
});
const DEAD_LETTER_CONFIG = optionalBlock(z.strictObject({ arn: z.string() }));
const TARGET = z.strictObject({
  rule: z.string(),
  event_bus_name: z.string(),
  target_id: z.string(),
  arn: z.string(),
  dead_letter_config: DEAD_LETTER_CONFIG,
  /** Local targets are in this process: a delivery succeeds or the call that brought the event fails. */
  retry_policy: ignored,
});

const SCHEDULE = z.strictObject({
  name: z.string(),
  schedule_expression: z.string(),
  schedule_expression_timezone: z.string().default('UTC'),
  state: z.literal('ENABLED').optional(),
  flexible_time_window: block(z.strictObject({ mode: z.literal('OFF') })),
  target: block(
    z.strictObject({
      arn: z.string(),
      role_arn: z.string(),
      input: z.string().optional(),
      dead_letter_config: DEAD_LETTER_CONFIG,
      retry_policy: optionalBlock(RETRY_POLICY),
    }),
  ),
  group_name: z.string(),
  description: ignored,
});

export function readQueues(resources: Resources, environment: LocalEnvironment): QueueModel[] {
  const policies = resources.ofType('aws_sqs_queue_policy', QUEUE_POLICY);
  return resources.ofType('aws_sqs_queue', QUEUE).map(({ value }) => {
    const url = `${environment.endpoint}/${environment.accountId}/${value.name}`;
    return compact<QueueModel>({
      name: value.name,
      arn: `arn:aws:sqs:${environment.region}:${environment.accountId}:${value.name}`,
      url,
      visibilityTimeoutSeconds: value.visibility_timeout_seconds,
      retentionSeconds: value.message_retention_seconds,
      redrive: value.redrive_policy && {
        deadLetterArn: value.redrive_policy.deadLetterTargetArn,
        maxReceiveCount: value.redrive_policy.maxReceiveCount,
      },
      policy: toPolicy(policies.find((policy) => policy.value.queue_url === url)?.value.policy),
    });
  });
}

export function readRules(resources: Resources): RuleModel[] {
  resources.ofType('aws_cloudwatch_event_bus', BUS);
  const targets = resources.ofType('aws_cloudwatch_event_target', TARGET).map(({ value }) => value);
  const rules = resources.ofType('aws_cloudwatch_event_rule', RULE).map(({ value }) => value);
  // On the default bus AWS speaks about itself, which nobody does here.
  const own = rules.filter((rule) => rule.event_bus_name !== 'default');
  return own.map((rule) => ({
    name: rule.name,
    busName: rule.event_bus_name,
    pattern: rule.event_pattern,
    targets: targets
      .filter((target) => target.rule === rule.name && target.event_bus_name === rule.event_bus_name)
      .map((target) =>
        compact<RuleTargetModel>({
          id: target.target_id,
          arn: target.arn,
          deadLetterArn: target.dead_letter_config?.arn,
        }),
      ),
  }));
}

/** Calls of AWS's own that a schedule makes, which nobody answers here. */
const NOT_CALLED_LOCALLY = new Set(['arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime']);

export function readSchedules(resources: Resources, environment: LocalEnvironment): ScheduleModel[] {
  const schedules = resources.ofType('aws_scheduler_schedule', SCHEDULE).map(({ value }) => value);
  const called = schedules.filter(({ target }) => !NOT_CALLED_LOCALLY.has(target.arn));
  return called.map(({ target, ...schedule }) =>
    compact<ScheduleModel>({
      name: schedule.name,
      groupArn: `arn:aws:scheduler:${environment.region}:${environment.accountId}:schedule-group/${schedule.group_name}`,
      expression: schedule.schedule_expression,
      timeZone: schedule.schedule_expression_timezone,
      targetArn: target.arn,
      input: target.input,
      roleArn: target.role_arn,
      deadLetterArn: target.dead_letter_config?.arn,
      maxRetries: target.retry_policy?.maximum_retry_attempts ?? 185,
      maxAgeSeconds: target.retry_policy?.maximum_event_age_in_seconds ?? 86_400,
    }),
  );
}
