import { randomUUID } from 'node:crypto';
import { messageOf } from '../lib/stack-activity';
import type { TopicRuleModel } from '../model/stack-model';
import { compileTemplate } from './substitution-template';
import { matchesTopicFilter } from './topic-filter';
import { parseTopicRuleSql, type RuleMessage, type TopicRuleQuery } from './topic-rule-sql';

export type TopicRuleActions = {
  /** Resolves when the invocation is durably accepted. */
  readonly invokeAsync: (rule: TopicRuleModel, functionArn: string, payload: string) => Promise<void>;
  /** Keeps what could not be handed over where the rule's error action says, in the name of its role. */
  readonly putObject: (rule: TopicRuleModel, action: ErrorAction, object: KeptObject) => Promise<void>;
};

type ErrorAction = NonNullable<TopicRuleModel['errorAction']>;
type KeptObject = { readonly key: string; readonly body: string };

type Failure = {
  readonly failedAction: string;
  readonly failedResource: string;
  readonly errorMessage: string;
};
type Rule = {
  readonly model: TopicRuleModel;
  readonly query: TopicRuleQuery;
  readonly errorKey: ((message: RuleMessage) => string) | undefined;
};

/** Makes the rules engine of the given rules. What it returns resolves when every action of every rule that
 *  matches the message is durably queued, or its error action has kept the message.
 *  Errors: throws at once on SQL or templates it does not know; the returned function rejects when neither an
 *  action nor its error action could take the message. */
export function topicRules(
  models: readonly TopicRuleModel[],
  actions: TopicRuleActions,
): (message: RuleMessage) => Promise<void> {
  const rules = models.map(
    (model): Rule => ({
      model,
      query: parseTopicRuleSql(model.sql),
      errorKey: model.errorAction && compileTemplate(model.errorAction.key),
    }),
  );
  return async (message) => {
    const matching = rules.filter(({ model, query }) =>
      message.toRule === undefined
        ? matchesTopicFilter(query.filter, message.topic)
        : model.name === message.toRule,
    );
    await Promise.all(matching.map((rule) => runRule(rule, message, actions)));
  };
}

async function runRule(rule: Rule, message: RuleMessage, actions: TopicRuleActions): Promise<void> {
  const payload = JSON.stringify(rule.query.select(message));
  const failures: Failure[] = [];
  await Promise.all(
    rule.model.actions.map(async ({ functionArn }) => {
      try {
        await actions.invokeAsync(rule.model, functionArn, payload);
      } catch (error) {
        failures.push({
          failedAction: 'LambdaAction',
          failedResource: functionArn,
          errorMessage: messageOf(error),
        });
      }
    }),
  );
  if (failures.length > 0) await runErrorAction(rule, message, failures, actions);
}

/** One error message per rule and message (IoT developer guide, "Error handling (error action)"). */
async function runErrorAction(
  rule: Rule,
  message: RuleMessage,
  failures: readonly Failure[],
  actions: TopicRuleActions,
): Promise<void> {
  const { errorAction } = rule.model;
  if (!errorAction || !rule.errorKey) {
    throw new Error(
      `Rule ${rule.model.name}: ${failures.map(({ errorMessage }) => errorMessage).join('; ')}`,
    );
  }
  const body = JSON.stringify({
    ruleName: rule.model.name,
    topic: message.topic,
    cloudwatchTraceId: randomUUID(),
    clientId: message.clientId,
    base64OriginalPayload: message.payload.toString('base64'),
    failures,
  });
  await actions.putObject(rule.model, errorAction, { key: rule.errorKey(message), body });
}
