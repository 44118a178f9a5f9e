import { APP, NAMES } from '../contract/names';
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

/** Calls the export every day at 21:00 of the library's clock, with the time for which it was due. */
export class DailyExport extends Construct {
  readonly groupName: string;

  constructor(scope: Construct, id: string, props: { stage: StageResources; exporter: LambdaFunction }) {
    super(scope, id);
    const { config, accountId, deadLetters } = props.stage;
    const groupName = `${APP}-${config.stage}`;
    this.groupName = groupName;
    const undelivered = deadLetters['export-schedule'];
    const group = new SchedulerScheduleGroup(this, 'group', { name: groupName });
    const role = new IamRole(this, 'role', {
      name: `${APP}-${config.stage}-export-schedule`,
      assumeRolePolicy: trustPolicy('scheduler.amazonaws.com', {
        accountId,
        arn: `arn:aws:scheduler:${config.region}:${accountId}:schedule-group/${groupName}`,
      }),
    });
    const permissions = new IamRolePolicy(this, 'permissions', {
      name: 'call-export',
      role: role.name,
      policy: policyDocument([
        {
          Sid: 'CallExport',
          Effect: 'Allow',
          Action: ['lambda:InvokeFunction'],
          Resource: [props.exporter.arn],
        },
        {
          Sid: 'KeepUndelivered',
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: [undelivered.arn],
        },
      ]),
    });
    new SchedulerSchedule(this, 'schedule', {
      name: NAMES.function(config.stage, 'export-snapshots'),
      groupName: group.name,
      scheduleExpression: 'cron(0 21 * * ? *)',
      scheduleExpressionTimezone: config.libraryTimeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: props.exporter.arn,
        roleArn: role.arn,
        input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
        retryPolicy: { maximumEventAgeInSeconds: 6 * 3600, maximumRetryAttempts: 20 },
        deadLetterConfig: { arn: undelivered.arn },
      },
      dependsOn: [permissions],
    });
  }
}
