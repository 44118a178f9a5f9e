import { randomUUID } from 'node:crypto';
import type { Decision } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import type { RuleModel, RuleTargetModel } from '../model/stack-model';
import type { Queues } from '../sqs/queues';
import { compileEventPattern } from './event-pattern';

/** An event as EventBridge hands it on. */
export type BusEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
};

/** Accepts an asynchronous invocation; resolves when it is kept for good. */
export type InvokeLambda = (functionArn: string, event: unknown) => Promise<void>;

/** Decides whether a service may do something in the name of a resource such as a rule. */
export type AuthorizeService = (
  service: string,
  sourceArn: string,
  access: { readonly action: string; readonly resource: string },
) => Decision;

export type Targets = {
  readonly queues: Queues;
  readonly invokeLambda: InvokeLambda;
  readonly authorizeService?: AuthorizeService;
};

/** Brings an event to every target whose rule it fits, and resolves when all have it for good. A target that
 *  refuses it passes it to its dead-letter queue; any other failure is thrown, so that the sender tries again. */
export type DeliverEvent = (busName: string, event: BusEvent) => Promise<void>;

/** Errors: an Error for a pattern or a target that the local bus cannot serve. */
export function createDelivery(rules: readonly RuleModel[], targets: Targets): DeliverEvent {
  const compiled = rules.map((rule) => ({
    busName: rule.busName,
    matches: compileEventPattern(rule.pattern, `Rule ${rule.name}`),
    deliver: rule.targets.map((target) => deliveryTo(rule, target, targets)),
  }));
  return async (busName, event) => {
    const fitting = compiled.filter((rule) => rule.busName === busName && rule.matches(event));
    await Promise.all(fitting.flatMap((rule) => rule.deliver.map((deliver) => deliver(event))));
  };
}

const SENDER = 'events.amazonaws.com';

const ruleArn = (rule: RuleModel, { region, account }: BusEvent) =>
  `arn:aws:events:${region}:${account}:rule/${rule.busName}/${rule.name}`;

/** Errors: AwsError if the queue or function does not let the rule in. */
const demandFor =
  (rule: RuleModel, authorizeService: AuthorizeService | undefined) =>
  (event: BusEvent, action: string, resource: string): void => {
    const decision = authorizeService?.(SENDER, ruleArn(rule, event), { action, resource });
    if (decision?.allowed === false) throw new AwsError('AccessDeniedException', decision.message, 403);
  };

function deliveryTo(
  rule: RuleModel,
  target: RuleTargetModel,
  targets: Targets,
): (event: BusEvent) => Promise<void> {
  const deliver = directDelivery(rule, target, targets);
  const demand = demandFor(rule, targets.authorizeService);
  const { deadLetterArn } = target;
  if (deadLetterArn === undefined) return deliver;
  const deadLetters = targets.queues.byArn(deadLetterArn);
  if (deadLetters === undefined)
    throw new Error(`Rule ${rule.name}: no stack has the queue ${deadLetterArn}.`);
  return async (event) => {
    try {
      await deliver(event);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      demand(event, 'sqs:SendMessage', deadLetterArn);
      const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
      await deadLetters.send({
        id: randomUUID(),
        senderId: SENDER,
        body: JSON.stringify(event),
        attributes: {
          RULE_ARN: attribute(ruleArn(rule, event)),
          TARGET_ARN: attribute(target.arn),
          ERROR_CODE: attribute(error.code),
          ERROR_MESSAGE: attribute(error.message),
        },
      });
    }
  };
}

function directDelivery(
  rule: RuleModel,
  target: RuleTargetModel,
  { queues, invokeLambda, authorizeService }: Targets,
): (event: BusEvent) => Promise<void> {
  const queue = queues.byArn(target.arn);
  const demand = demandFor(rule, authorizeService);
  if (queue !== undefined) {
    return async (event) => {
      demand(event, 'sqs:SendMessage', target.arn);
      await queue.send({ id: randomUUID(), senderId: SENDER, body: JSON.stringify(event) });
    };
  }
  if (target.arn.startsWith('arn:aws:lambda:')) {
    return async (event) => {
      demand(event, 'lambda:InvokeFunction', target.arn);
      await invokeLambda(target.arn, event);
    };
  }
  throw new Error(`Rule ${rule.name}: the local bus cannot deliver to ${target.arn}.`);
}
