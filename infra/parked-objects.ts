import { APP, QUARANTINE_PREFIXES } from '../contract/names';
import { policyDocument } from './policy';
import {
  CloudwatchEventRule,
  CloudwatchEventTarget,
  CloudwatchLogGroup,
  CloudwatchLogResourcePolicy,
  Construct,
} from './resources';
import type { StageResources } from './stage-resources';

/** Makes it seen when Lambda or IoT put what they gave up into the quarantine bucket: S3 tells the account's bus,
 *  a rule lists the object's key in a log, and that rule's count raises the alarm. */
export class ParkedObjects extends Construct {
  readonly ruleName: string;

  constructor(scope: Construct, id: string, { config, accountId, buckets }: StageResources) {
    super(scope, id);
    this.ruleName = `${APP}-${config.stage}-parked`;
    const log = new CloudwatchLogGroup(this, 'log', {
      name: `/aws/events/${this.ruleName}`,
      retentionInDays: config.logRetentionDays,
    });
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: this.ruleName,
      // AWS speaks of its own on the bus that every account has.
      eventBusName: 'default',
      eventPattern: JSON.stringify({
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [buckets.quarantine.name] },
          object: {
            key: [
              { prefix: QUARANTINE_PREFIXES.streamFailures },
              { prefix: QUARANTINE_PREFIXES.topicRuleErrors },
            ],
          },
        },
      }),
    });
    const policy = new CloudwatchLogResourcePolicy(this, 'policy', {
      policyName: this.ruleName,
      policyDocument: policyDocument([
        {
          Sid: 'BusWrites',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `${log.arn}:*`,
          Condition: {
            StringEquals: { 'aws:SourceAccount': accountId },
            ArnEquals: { 'aws:SourceArn': rule.arn },
          },
        },
      ]),
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      eventBusName: 'default',
      targetId: 'log',
      arn: log.arn,
      dependsOn: [policy],
    });
  }
}
