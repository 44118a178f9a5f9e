import { APP, NAMES } from '../contract/names';
import { policyDocument, trustPolicy } from './policy';
import { Construct, IamRole, IamRolePolicy, SchedulerSchedule, SchedulerScheduleGroup } from './resources';
import type { StageResources } from './stage-resources';

/** Has DynamoDB write the whole Events table into the backups bucket every night: what point-in-time recovery
 *  cannot give back when the account's table and its backups are gone. No code runs for it. */
export class DailyBackup extends Construct {
  readonly groupName: string;

  constructor(scope: Construct, id: string, { config, accountId, tables, buckets }: StageResources) {
    super(scope, id);
    this.groupName = `${APP}-${config.stage}-backup`;
    const group = new SchedulerScheduleGroup(this, 'group', { name: this.groupName });
    const role = new IamRole(this, 'role', {
      name: `${APP}-${config.stage}-backup`,
      assumeRolePolicy: trustPolicy('scheduler.amazonaws.com', {
        accountId,
        arn: `arn:aws:scheduler:${config.region}:${accountId}:schedule-group/${this.groupName}`,
      }),
    });
    const permissions = new IamRolePolicy(this, 'permissions', {
      name: 'export-events',
      role: role.name,
      policy: policyDocument([
        {
          Effect: 'Allow',
          Action: ['dynamodb:ExportTableToPointInTime'],
          Resource: [tables.events.arn],
        },
        {
          Effect: 'Allow',
          Action: ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'],
          Resource: [`${buckets.backups.arn}/events/*`],
        },
      ]),
    });
    new SchedulerSchedule(this, 'schedule', {
      name: NAMES.table(config.stage, 'events'),
      groupName: group.name,
      scheduleExpression: 'cron(30 3 * * ? *)',
      scheduleExpressionTimezone: config.libraryTimeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: 'arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime',
        roleArn: role.arn,
        input: JSON.stringify({
          TableArn: tables.events.arn,
          S3Bucket: buckets.backups.name,
          S3Prefix: 'events',
          ExportFormat: 'DYNAMODB_JSON',
        }),
        retryPolicy: { maximumEventAgeInSeconds: 6 * 3600, maximumRetryAttempts: 10 },
      },
      dependsOn: [permissions],
    });
  }
}
