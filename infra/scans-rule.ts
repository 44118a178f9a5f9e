import { BUS } from '../contract/bus';
import { FUNCTIONS } from '../contract/functions';
import { APP } from '../contract/names';
import { allowSendingFromRule } from './dead-letter-queue';
import { CloudwatchEventRule, CloudwatchEventTarget, Construct } from './resources';
import type { StageResources } from './stage-resources';

/** Carries the bus events of scans to their queue; what cannot be delivered in a day goes to a dead-letter queue. */
export class ScansRule extends Construct {
  readonly ruleName: string;

  constructor(scope: Construct, id: string, stage: StageResources) {
    super(scope, id);
    const undelivered = stage.deadLetters[FUNCTIONS['append-events'].invokedBy.undelivered];
    this.ruleName = `${APP}-${stage.config.stage}-scans-received`;
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: this.ruleName,
      eventBusName: stage.bus.name,
      eventPattern: JSON.stringify({ source: [BUS.source], 'detail-type': [BUS.scansReceived] }),
    });
    allowSendingFromRule(this, 'queue-policy', stage.queues.scans, rule.arn);
    allowSendingFromRule(this, 'undelivered-policy', undelivered, rule.arn);
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      eventBusName: stage.bus.name,
      targetId: 'scans-queue',
      arn: stage.queues.scans.arn,
      retryPolicy: { maximumEventAgeInSeconds: 24 * 3600, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: undelivered.arn },
    });
  }
}
