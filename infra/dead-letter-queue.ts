import type { DeadLetterPlace } from '../contract/dead-letters';
import { NAMES } from '../contract/names';
import { policyDocument } from './policy';
import { type Construct, SqsQueue, SqsQueuePolicy } from './resources';

/** SQS keeps a message 14 days at most. */
const LONGEST_RETENTION_SECONDS = 14 * 24 * 3600;

/** The queue of what was given up at one place. */
export class DeadLetterQueue extends SqsQueue {
  constructor(scope: Construct, stage: string, place: DeadLetterPlace) {
    super(scope, `${place}-dead`, {
      name: NAMES.deadLetterQueue(stage, place),
      messageRetentionSeconds: LONGEST_RETENTION_SECONDS,
      sqsManagedSseEnabled: true,
    });
  }
}

/** Lets the bus rule, and nothing else, send to the queue. */
export function allowSendingFromRule(scope: Construct, id: string, queue: SqsQueue, ruleArn: string): void {
  new SqsQueuePolicy(scope, id, {
    queueUrl: queue.url,
    policy: policyDocument([
      {
        Sid: 'BusRuleSends',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue.arn,
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      },
    ]),
  });
}
