import { APP, NAMES } from '../../contract/names';
import { policyDocument } from '../policy';
import {
  CloudwatchMetricAlarm,
  Construct,
  SnsTopic,
  SnsTopicPolicy,
  SnsTopicSubscription,
} from '../resources';
import type { StageConfig } from '../stage-config';
import type { AlarmSpec, Metric } from './alarm-spec';

/** One topic to which every alarm speaks, and the address that hears it. */
export class Alarms extends Construct {
  readonly topic: SnsTopic;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly config: StageConfig;
      readonly accountId: string;
      readonly alarms: readonly AlarmSpec[];
    },
  ) {
    super(scope, id);
    const { config, accountId, alarms } = props;
    this.topic = new SnsTopic(this, 'topic', { name: NAMES.alarmTopic(config.stage) });
    new SnsTopicPolicy(this, 'policy', {
      arn: this.topic.arn,
      policy: policyDocument([
        {
          Sid: 'AlarmsSpeak',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: this.topic.arn,
          Condition: {
            StringEquals: { 'aws:SourceAccount': accountId },
            ArnLike: {
              'aws:SourceArn': `arn:aws:cloudwatch:${config.region}:${accountId}:alarm:${NAMES.alarm(config.stage, '*')}`,
            },
          },
        },
      ]),
    });
    new SnsTopicSubscription(this, 'address', {
      topicArn: this.topic.arn,
      protocol: 'email',
      endpoint: config.alarmAddress,
    });
    for (const alarm of alarms) this.alarm(alarm, config.stage);
  }

  private alarm({ name, says, metric, raisedWhen, periods, silence }: AlarmSpec, stage: string): void {
    new CloudwatchMetricAlarm(this, name, {
      alarmName: NAMES.alarm(stage, name),
      alarmDescription: `${says} What to do: ${APP}, docs/operations.md, "${name}".`,
      ...('above' in raisedWhen
        ? { comparisonOperator: 'GreaterThanThreshold', threshold: raisedWhen.above }
        : { comparisonOperator: 'LessThanThreshold', threshold: raisedWhen.below }),
      evaluationPeriods: periods,
      datapointsToAlarm: periods,
      treatMissingData: silence === 'fine' ? 'notBreaching' : 'breaching',
      actionsEnabled: true,
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
      ...('expression' in metric
        ? {
            metricQuery: [
              { id: 'e', expression: metric.expression, label: name, returnData: true },
              ...metric.metrics.map((one, n) => ({ id: `m${n}`, metric: { ...inQuery(one) } })),
            ],
          }
        : {
            namespace: metric.namespace,
            metricName: metric.name,
            statistic: metric.statistic,
            period: metric.periodSeconds,
            dimensions: { ...metric.dimensions },
          }),
    });
  }
}

const inQuery = ({ namespace, name, dimensions, statistic, periodSeconds }: Metric) => ({
  namespace,
  metricName: name,
  stat: statistic,
  period: periodSeconds,
  dimensions: { ...dimensions },
});
