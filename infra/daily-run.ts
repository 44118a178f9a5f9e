import type { FunctionName } from '../contract/functions';
import { NAMES } from '../contract/names';
import type { ScheduleTrigger } from '../contract/triggers';
import type { DeadLetterQueue } from './dead-letter-queue';
import { policyDocument, trustPolicy } from './policy';
import {
  Construct,
  IamRole,
  IamRolePolicy,
  type LambdaFunction,
  SchedulerSchedule,
  SchedulerScheduleGroup,
} from './resources';
import type { StageResources } from './stage-resources';

type DailyRunProps = {
  readonly stage: StageResources;
  readonly name: FunctionName;
  readonly runs: LambdaFunction;
  readonly trigger: ScheduleTrigger;
  /** Where a start goes that did not reach the function. */
  readonly undelivered: DeadLetterQueue;
};

/** Calls a function once a day, with the time for which it was due. */
export class DailyRun extends Construct {
  constructor(scope: Construct, { stage, name, runs, trigger, undelivered }: DailyRunProps) {
    super(scope, `daily-${trigger.run}`);
    const { config, accountId } = stage;
    const groupName = NAMES.scheduleGroup(config.stage, trigger.run);
    const group = new SchedulerScheduleGroup(this, 'group', { name: groupName });
    const role = new IamRole(this, 'role', {
      name: `${groupName}-schedule`,
      assumeRolePolicy: trustPolicy('scheduler.amazonaws.com', {
        accountId,
        arn: `arn:aws:scheduler:${config.region}:${accountId}:schedule-group/${groupName}`,
      }),
    });
    const permissions = new IamRolePolicy(this, 'permissions', {
      name: 'call-function',
      role: role.name,
      policy: policyDocument([
        {
          Sid: 'CallFunction',
          Effect: 'Allow',
          Action: ['lambda:InvokeFunction'],
          Resource: [runs.arn],
        },
        {
          Sid: 'KeepUndelivered',
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: [undelivered.arn],
        },
      ]),
    });
    const [hour, minute] = trigger.at.split(':').map(Number);
    new SchedulerSchedule(this, 'schedule', {
      name: NAMES.function(config.stage, name),
      groupName: group.name,
      scheduleExpression: `cron(${minute} ${hour} * * ? *)`,
      scheduleExpressionTimezone: trigger.zone === 'library' ? config.libraryTimeZone : trigger.zone,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: runs.arn,
        roleArn: role.arn,
        input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: { maximumEventAgeInSeconds: 6 * 3600, maximumRetryAttempts: 20 },
        deadLetterConfig: { arn: undelivered.arn },
      },
      dependsOn: [permissions],
    });
  }
}
