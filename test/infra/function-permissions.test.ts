import type { FunctionContract } from '../../contract/function-contract';
import { FUNCTIONS } from '../../contract/functions';
import { WILDCARD_REASONS } from '../../infra/rules/wildcards';
import { allStatements, statementsOf } from './policies';
import { FUNCTION_NAMES, resource, resources, STAGES, synthesizedStage } from './synthesized';

const { app, data } = synthesizedStage('prod');

const granted = (name: string) =>
  statementsOf(resource(app, 'aws_iam_role_policy', `${name}_permissions`)['policy']);

/** Of what the services do for a function with its own role, beside the contract. */
const OF_THE_PLATFORM = new Set(['WriteLog', 'SendTraces', 'SendFailedEvents', 'ListStreams']);

const CHANGES_OF_EVENTS = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
];

describe.each(FUNCTION_NAMES)('the role of %s', (name) => {
  it('may do these things and nothing else', () => {
    const lines = granted(name).flatMap(({ Action, Resource = [] }) =>
      Action.flatMap((action) => Resource.map((target) => `${action} on ${target}`)),
    );
    expect(lines.sort()).toMatchSnapshot();
  });

  it('holds each grant of its contract once, in order, and no other', () => {
    const contract: FunctionContract = FUNCTIONS[name];
    const declared = contract.grants
      .map((grant) => grant.actions.filter((action) => action !== 'dynamodb:ListStreams'))
      .filter((actions) => actions.length > 0);
    const own = granted(name).filter(({ Sid }) => !OF_THE_PLATFORM.has(Sid ?? ''));
    expect(own.map(({ Action }) => Action)).toEqual(declared);
  });

  it('can be taken by Lambda only, and is taken by this function only', () => {
    const trust = statementsOf(resource(app, 'aws_iam_role', `${name}_role`)['assume_role_policy']);
    expect(trust).toEqual([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: ['sts:AssumeRole'] },
    ]);
    const users = Object.entries(resources(app, 'aws_lambda_function')).filter(
      ([, { role }]) => role === `\${aws_iam_role.${name}_role.arn}`,
    );
    expect(users.map(([id]) => id)).toEqual([`${name}_function`]);
  });

  it('cannot change or remove an event', () => {
    const onEvents = granted(name).filter(({ Resource = [] }) =>
      Resource.some((target) => target === '*' || target.includes('aws_dynamodb_table.events.')),
    );
    const actions = onEvents.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => CHANGES_OF_EVENTS.includes(action))).toEqual([]);
  });
});

describe('who inserts events', () => {
  it('is append-events and who takes commands, beside the operator: no question can', () => {
    const inserters = FUNCTION_NAMES.filter((name) =>
      granted(name).some(({ Action }) => Action.includes('dynamodb:PartiQLInsert')),
    );
    expect(inserters).toEqual(['append-events', 'commands']);
  });
});

describe.each([...STAGES.keys()])('every policy of stage %s', (stage) => {
  const stacks = stage === 'prod' ? { app, data } : synthesizedStage(stage);
  const allowed = [...allStatements(stacks.app), ...allStatements(stacks.data)].filter(
    ({ statement }) => statement.Effect === 'Allow',
  );

  it('is there to be checked', () => {
    expect(allowed.length).toBeGreaterThan(FUNCTION_NAMES.length * 3);
  });

  it('allows no action by wildcard', () => {
    const wild = allowed.filter(({ statement }) => statement.Action.some((action) => action.includes('*')));
    expect(wild).toEqual([]);
  });

  it('allows every resource only where a reason is written', () => {
    const wild = allowed.filter(({ statement }) => statement.Resource?.includes('*'));
    expect(wild.filter(({ statement }) => !WILDCARD_REASONS[statement.Sid ?? ''])).toEqual([]);
  });

  it('names what it is about', () => {
    const targets = allowed.flatMap(({ statement }) => statement.Resource ?? []);
    expect(targets.filter((target) => target.includes('undefined') || target === '')).toEqual([]);
  });

  it('allows nobody outside the account', () => {
    expect(allowed.filter(({ statement }) => statement.Principal === '*')).toEqual([]);
  });
});
