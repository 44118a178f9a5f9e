import { APP } from '../contract/names';
import { policyDocument, trustPolicy } from './policy';
import { CloudwatchLogGroup, Construct, IamRole, IamRolePolicy, IotLoggingOptions } from './resources';
import type { StageConfig } from './stage-config';

/** The name that IoT Core's logging has, in every account. */
const LOG_GROUP = 'AWSIotLogsV2';

/** What IoT Core refused and what its rules failed on. A setting of the account and Region. */
export class IotLogging extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly config: StageConfig; readonly accountId: string },
  ) {
    super(scope, id);
    const { config, accountId } = props;
    const log = new CloudwatchLogGroup(this, 'log', {
      name: LOG_GROUP,
      retentionInDays: config.logRetentionDays,
    });
    const role = new IamRole(this, 'role', {
      name: `${APP}-${config.stage}-iot-logging`,
      assumeRolePolicy: trustPolicy('iot.amazonaws.com', {
        accountId,
        arn: `arn:aws:iot:${config.region}:${accountId}:*`,
      }),
    });
    const permissions = new IamRolePolicy(this, 'permissions', {
      name: 'write-log',
      role: role.name,
      policy: policyDocument([
        {
          Sid: 'WriteLog',
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: [`${log.arn}:*`],
        },
      ]),
    });
    new IotLoggingOptions(this, 'options', {
      defaultLogLevel: 'WARN',
      roleArn: role.arn,
      dependsOn: [permissions],
    });
  }
}
