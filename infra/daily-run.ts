import type { FunctionName } from '../contract/functions';
import { APP, type DeadLetterPlace, NAMES } from '../contract/names';
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

export type DailyRunProps = {
  readonly stage: StageResources;
  readonly name: FunctionName;
  readonly runs: LambdaFunction;
  /** `HH:MM` of the clock of this zone. */
  readonly at: `${number}:${number}`;
  readonly timeZone: string;
  /** Where a start goes that did not reach the function. */
  readonly undelivered: DeadLetterPlace;
};

/** Calls a function once a day, with the time for which it was due. */
export class DailyRun extends Construct {
  readonly groupName: string;

  constructor(scope: Construct, id: string, props: DailyRunProps) {
    super(scope, id);
    const { config, accountId, deadLetters } = props.stage;
    const undelivered = deadLetters[props.undelivered];
    this.groupName = `${APP}-${config.stage}-${id}`;
    const group = new SchedulerScheduleGroup(this, 'group', { name: this.groupName });
    const role = new IamRole(this, 'role', {
      name: `${APP}-${config.stage}-${id}-schedule`,
      assumeRolePolicy: trustPolicy('scheduler.amazonaws.com', {
        accountId,
        arn: `arn:aws:scheduler:${config.region}:${accountId}:schedule-group/${this.groupName}`,
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
          Resource: [props.runs.arn],
        },
        {
          Sid: 'KeepUndelivered',
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: [undelivered.arn],
        },
      ]),
    });
    const [hour, minute] = props.at.split(':').map(Number);
    new SchedulerSchedule(this, 'schedule', {
      name: NAMES.function(config.stage, props.name),
      groupName: group.name,
      scheduleExpression: `cron(${minute} ${hour} * * ? *)`,
      scheduleExpressionTimezone: props.timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: props.runs.arn,
        roleArn: role.arn,
        input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: { maximumEventAgeInSeconds: 6 * 3600, maximumRetryAttempts: 20 },
        deadLetterConfig: { arn: undelivered.arn },
      },
      dependsOn: [permissions],
    });
  }
}
