import { APP, NAMES, QUARANTINE_PREFIXES } from '../contract/names';
import { TOPIC_RULES, type TopicRuleName } from '../contract/topics';
import { policyDocument, trustPolicy } from './policy';
import {
  Construct,
  IamRole,
  IamRolePolicy,
  IotTopicRule,
  type LambdaFunction,
  LambdaPermission,
} from './resources';
import type { StageConfig } from './stage-config';
import type { StageResources } from './stage-resources';

/** Hands what readers publish to functions; what IoT could not hand over is kept in the quarantine bucket. */
export class TopicRules extends Construct {
  private readonly errorRole: IamRole;

  constructor(
    scope: Construct,
    id: string,
    private readonly stage: StageResources,
  ) {
    super(scope, id);
    this.errorRole = this.createErrorRole(stage);
  }

  /** Has these rules invoke the function. */
  invoke(lambda: LambdaFunction, rules: readonly TopicRuleName[]): void {
    const { stage, errorRole } = this;
    for (const name of rules) {
      const { sql } = TOPIC_RULES[name];
      const rule = new IotTopicRule(this, name, {
        name: NAMES.topicRule(stage.config.stage, name),
        enabled: true,
        sql,
        sqlVersion: '2016-03-23',
        lambda: [{ functionArn: lambda.arn }],
        errorAction: {
          s3: {
            bucketName: stage.buckets.quarantine.name,
            // "$${" is Terraform's spelling of "${": the template is IoT's.
            key: `${QUARANTINE_PREFIXES.topicRuleErrors}${name}/$\${timestamp()}-$\${newuuid()}.json`,
            roleArn: errorRole.arn,
          },
        },
      });
      new LambdaPermission(this, `${name}-permission`, {
        statementId: `iot-${name}`,
        functionName: lambda.functionName,
        action: 'lambda:InvokeFunction',
        principal: 'iot.amazonaws.com',
        // Without both, any account's rule could call the function.
        sourceArn: rule.arn,
        sourceAccount: stage.accountId,
      });
    }
  }

  private trust({ region, stage }: StageConfig, accountId: string): string {
    return trustPolicy('iot.amazonaws.com', {
      accountId,
      arn: `arn:aws:iot:${region}:${accountId}:rule/${NAMES.topicRule(stage, '*')}`,
    });
  }

  private createErrorRole(stage: StageResources): IamRole {
    const { config, accountId } = stage;
    const role = new IamRole(this, 'error-role', {
      name: `${APP}-${config.stage}-topic-rule-errors`,
      assumeRolePolicy: this.trust(config, accountId),
    });
    new IamRolePolicy(this, 'error-permissions', {
      name: 'keep-errors',
      role: role.name,
      policy: policyDocument([
        {
          Sid: 'KeepErrors',
          Effect: 'Allow',
          Action: ['s3:PutObject'],
          Resource: [`${stage.buckets.quarantine.arn}/${QUARANTINE_PREFIXES.topicRuleErrors}*`],
        },
      ]),
    });
    return role;
  }
}
