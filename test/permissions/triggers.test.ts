import { createAuthorizer } from '../../local-aws/src/iam/authorizer';
import { triggers } from '../../local-aws/src/iam/triggers';
import type { PolicyStatement, StackModel } from '../../local-aws/src/model/stack-model';
import { permissionsOf, synthesizedModel, withoutPermission } from './synthesized-model';

const NOBODY = { Version: '2012-10-17', Statement: [] };

let model: StackModel;
beforeAll(async () => {
  model = await synthesizedModel('http://127.0.0.1');
});

const of = (stacks: StackModel) => triggers(createAuthorizer(stacks, { sessionName: 'shelflog' }));
const withoutTrust = (roleArn: string): StackModel => ({
  ...model,
  roles: model.roles.map((role) => (role.arn === roleArn ? { ...role, trust: NOBODY } : role)),
});
const withoutFunctionPolicies = (): StackModel => ({
  ...model,
  functions: model.functions.map((fn) => ({ ...fn, policy: NOBODY })),
});
/** Every function lets this service in, for whatever it acts. */
const open = (service: string, Condition?: PolicyStatement['Condition']): StackModel => ({
  ...model,
  functions: model.functions.map((fn) => ({
    ...fn,
    policy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow' as const,
          Principal: { Service: service },
          Action: 'lambda:InvokeFunction',
          Resource: fn.arn,
          ...(Condition && { Condition }),
        },
      ],
    },
  })),
});

describe('what brings events to the functions', () => {
  it('may do so by the stacks as they are synthesized, each and all of them', () => {
    const permitted = of(model);
    const { functions, topicRules, schedules, httpApi } = model;
    expect([functions, topicRules, schedules, httpApi.routes].map(({ length }) => length > 0)).toEqual(
      Array(4).fill(true),
    );
    for (const fn of functions) permitted.run(fn);
    for (const rule of topicRules) {
      for (const { functionArn } of rule.actions) permitted.topicRule(rule, functionArn);
      if (rule.errorAction) permitted.topicRuleError(rule, rule.errorAction.roleArn);
    }
    for (const schedule of schedules) {
      permitted.schedule(schedule);
      permitted.scheduleDeadLetters(schedule);
    }
    for (const route of httpApi.routes) permitted.route(httpApi, route);
  });

  it('is refused by a function without a permission, naming rule or route, action and function', () => {
    const refused = of(withoutFunctionPolicies());
    for (const rule of model.topicRules) {
      const { functionArn } = rule.actions[0]!;
      expect(() => refused.topicRule(rule, functionArn)).toThrow(
        `User: iot.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}`,
      );
    }
    for (const route of model.httpApi.routes) {
      expect(() => refused.route(model.httpApi, route)).toThrow(
        `User: apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${route.functionArn}`,
      );
    }
  });

  it('needs a permission for its own rule and its own API', () => {
    const permitted = of(model);
    const [rule] = model.topicRules;
    const other = { ...rule!, arn: `${rule!.arn}_of_somebody` };
    expect(() => permitted.topicRule(other, rule!.actions[0]!.functionArn)).toThrow('not authorized');
    const elsewhere = { ...model.httpApi, executionArn: `${model.httpApi.executionArn}2` };
    expect(() => permitted.route(elsewhere, model.httpApi.routes[0]!)).toThrow('not authorized');
  });

  it('needs a permission of its own function, service and account', () => {
    const [rule] = model.topicRules;
    const api = model.httpApi.routes[0]!.functionArn;
    expect(() => of(model).topicRule(rule!, api)).toThrow('not authorized');
    const { functionArn } = rule!.actions[0]!;
    expect(() => of(open('iot.amazonaws.com')).topicRule(rule!, functionArn)).not.toThrow();
    expect(() => of(open('s3.amazonaws.com')).topicRule(rule!, functionArn)).toThrow('not authorized');
    const foreign = { StringEquals: { 'aws:SourceAccount': '999999999999' } };
    expect(() => of(open('iot.amazonaws.com', foreign)).topicRule(rule!, functionArn)).toThrow(
      'not authorized',
    );
  });

  it('cannot take a role that does not trust it', () => {
    for (const fn of model.functions) {
      expect(() => of(withoutTrust(fn.roleArn)).run(fn)).toThrow(
        `User: lambda.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${fn.roleArn}`,
      );
    }
    for (const schedule of model.schedules) {
      const distrusted = of(withoutTrust(schedule.roleArn));
      expect(() => distrusted.schedule(schedule)).toThrow('scheduler.amazonaws.com is not authorized');
      expect(() => distrusted.scheduleDeadLetters(schedule)).toThrow('sts:AssumeRole');
    }
    for (const rule of model.topicRules) {
      const { roleArn } = rule.errorAction!;
      expect(() => of(withoutTrust(roleArn)).topicRuleError(rule, roleArn)).toThrow('sts:AssumeRole');
    }
  });

  it('cannot take the role of another: trust is for one service and what it acts for', () => {
    const permitted = of(model);
    const [schedule] = model.schedules;
    const [fn] = model.functions;
    const [rule] = model.topicRules;
    expect(() => permitted.run({ ...fn!, roleArn: schedule!.roleArn })).toThrow('sts:AssumeRole');
    expect(() => permitted.schedule({ ...schedule!, groupArn: `${schedule!.groupArn}-of-somebody` })).toThrow(
      'sts:AssumeRole',
    );
    const elsewhere = { ...rule!, arn: 'arn:aws:iot:eu-central-1:999999999999:rule/scans' };
    expect(() => permitted.topicRuleError(elsewhere, rule!.errorAction!.roleArn)).toThrow('sts:AssumeRole');
    expect(() => permitted.topicRuleError(rule!, `${fn!.roleArn}-gone`)).toThrow('sts:AssumeRole');
  });

  it('is refused where the role may be taken but does not allow the call', () => {
    for (const schedule of model.schedules) {
      const role = model.roles.find(({ arn }) => arn === schedule.roleArn)!.name;
      const granted = { role, action: 'lambda:InvokeFunction', resource: schedule.targetArn };
      expect(permissionsOf(model)).toContainEqual(granted);
      const refused = of(withoutPermission(model, granted));
      expect(() => refused.schedule(schedule)).toThrow(
        `assumed-role/${role}/shelflog is not authorized to perform: lambda:InvokeFunction on resource: ${schedule.targetArn}`,
      );
      expect(() => refused.scheduleDeadLetters(schedule)).not.toThrow();
    }
  });
});
