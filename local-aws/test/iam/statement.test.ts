import { compileIdentityPolicies, compileResourcePolicy } from '../../src/iam/statement';
import type { PolicyStatement } from '../../src/model/stack-model';
import { allow, GET, TABLE, toAll } from './statements';

const ROOT = 'arn:aws:iam::000000000000:root';

describe('a policy with a form that is not evaluated here', () => {
  const identity = (statement: PolicyStatement, Version = '2012-10-17') =>
    compileIdentityPolicies([{ Version, Statement: [statement] }], 'role api');

  it.each<[string, PolicyStatement]>([
    ['a policy variable in Resource', allow('dynamodb:GetItem', `${TABLE}/\${aws:username}`)],
    ['no Action and NotAction', { Effect: 'Allow', Resource: '*' }],
    ['both Resource and NotResource', { ...GET, NotResource: '*' }],
    ['no Resource and NotResource', { Effect: 'Allow', Action: '*' }],
    ['a Principal', { ...GET, ...toAll }],
    ['NotPrincipal', { ...GET, NotPrincipal: '*' }],
  ])('is refused by name: %s', (form, statement) => {
    expect(() => identity({ Sid: 'ReadIt', ...statement })).toThrow(
      `The policy of role api (ReadIt) has ${form}`,
    );
  });

  it.each<[string, unknown]>([
    ['no Principal', undefined],
    ['the Principal AWS "000000000000"', { AWS: '000000000000' }],
    ['the Principal AWS "arn:aws:iam::000000000000:root"', { AWS: ROOT }],
    ['the Principal Federated "cognito"', { Federated: 'cognito' }],
    ['the Principal {}', {}],
    ['the Principal "append"', 'append'],
  ])('is refused in the policy of a resource: %s', (form, Principal) => {
    const compile = () =>
      compileResourcePolicy({ Version: '2012-10-17', Statement: [{ ...GET, Principal }] }, 'table events');
    expect(compile).toThrow(`The policy of table events has ${form}`);
  });

  it('is refused in the version of 2008, where stars mean something else', () => {
    expect(() => identity(GET, '2008-10-17')).toThrow('the version 2008-10-17');
  });
});
