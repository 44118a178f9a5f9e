import { type Context, type ContextKey, compileConditions } from '../../src/iam/condition';

const ROLE = 'arn:aws:iam::000000000000:role/append';
const OTHER = 'arn:aws:iam::000000000000:role/other';
const RULE = 'arn:aws:events:eu-central-1:000000000000:rule/bus/one';

type Case = [
  says: string,
  operator: string,
  key: ContextKey,
  wanted: unknown,
  found: string | undefined,
  holds: boolean,
];

const ARNS: Case[] = [
  ['the same ARN', 'ArnEquals', 'aws:SourceArn', RULE, RULE, true],
  ['another ARN', 'ArnEquals', 'aws:SourceArn', RULE, `${RULE}2`, false],
  ['no ARN', 'ArnEquals', 'aws:SourceArn', RULE, undefined, false],
  ['one of several', 'ArnEquals', 'aws:PrincipalArn', [OTHER, ROLE], ROLE, true],
  ['wildcards', 'ArnLike', 'aws:SourceArn', 'arn:aws:events:*:*:rule/bus/*', RULE, true],
  ['a star over several parts', 'ArnLike', 'aws:SourceArn', 'arn:aws:events:*:rule/bus/*', RULE, false],
  ['wildcards with ArnEquals', 'ArnEquals', 'aws:SourceArn', 'arn:aws:events:*:*:rule/*', RULE, true],
  ['the named', 'ArnNotEquals', 'aws:PrincipalArn', ROLE, ROLE, false],
  ['each of the named', 'ArnNotEquals', 'aws:PrincipalArn', [OTHER, ROLE], ROLE, false],
  ['all others', 'ArnNotEquals', 'aws:PrincipalArn', [OTHER], ROLE, true],
  ['who has no ARN', 'ArnNotEquals', 'aws:PrincipalArn', ROLE, undefined, true],
  ['wildcards', 'ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/app*', ROLE, false],
  ['who has no ARN', 'ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/app*', undefined, true],
];

const STRINGS: Case[] = [
  ['the same', 'StringEquals', 'aws:SourceAccount', '000000000000', '000000000000', true],
  ['a star is a star', 'StringEquals', 'aws:SourceAccount', '*', '000000000000', false],
  ['another case', 'StringEquals', 's3:prefix', 'A', 'a', false],
  ['one of several', 'StringEquals', 's3:prefix', ['b', 'a'], 'a', true],
  ['nothing', 'StringEquals', 's3:prefix', 'a', undefined, false],
  ['another', 'StringNotEquals', 's3:prefix', 'a', 'b', true],
  ['one of several', 'StringNotEquals', 's3:prefix', ['a', 'b'], 'b', false],
  ['nothing', 'StringNotEquals', 's3:prefix', 'a', undefined, true],
  ['a prefix', 'StringLike', 's3:prefix', 'quarantine/*', 'quarantine/x/y', true],
  ['another prefix', 'StringLike', 's3:prefix', 'quarantine/*', 'aws/lambda/', false],
  ['nothing', 'StringLike', 's3:prefix', '*', undefined, false],
  ['a prefix', 'StringNotLike', 's3:prefix', 'q*', 'quarantine/', false],
  ['nothing, if it exists', 'StringEqualsIfExists', 's3:prefix', 'a', undefined, true],
  ['another, if it exists', 'StringEqualsIfExists', 's3:prefix', 'a', 'b', false],
  ['nothing, if it exists', 'ArnLikeIfExists', 'aws:SourceArn', RULE, undefined, true],
];

const OTHERS: Case[] = [
  ['true', 'Bool', 'aws:SecureTransport', 'true', 'true', true],
  ['a true of JSON', 'Bool', 'aws:SecureTransport', true, 'true', true],
  ['false', 'Bool', 'aws:SecureTransport', 'false', 'true', false],
  ['nothing', 'Bool', 'aws:SecureTransport', 'false', undefined, false],
  ['what is missing', 'Null', 's3:if-none-match', 'true', undefined, true],
  ['what is there', 'Null', 's3:if-none-match', 'true', '*', false],
  ['what must be there', 'Null', 's3:if-none-match', 'false', '*', true],
  ['what must be there and is not', 'Null', 's3:if-none-match', false, undefined, false],
];

describe.each([
  ['ARNs', ARNS],
  ['strings', STRINGS],
  ['the rest', OTHERS],
])('conditions on %s', (_, cases) => {
  it.each(cases)('%s: %s of %s %j, found %j: %s', (_says, operator, key, wanted, found, holds) => {
    const context: Context = found === undefined ? {} : { [key]: found };
    expect(compileConditions({ [operator]: { [key]: wanted } }, 'a role')(context)).toBe(holds);
  });
});

describe('conditions together', () => {
  const both = compileConditions(
    { StringEquals: { 'aws:SourceAccount': '0', 's3:prefix': 'a' }, Bool: { 'AWS:securetransport': 'true' } },
    'a role',
  );
  const context: Context = { 'aws:SourceAccount': '0', 's3:prefix': 'a', 'aws:SecureTransport': 'true' };

  it('hold when all hold', () => {
    expect(both(context)).toBe(true);
  });

  it.each<[string, Context]>([
    ['one key of an operator', { ...context, 's3:prefix': 'b' }],
    ['one operator, whatever the case of its key', { ...context, 'aws:SecureTransport': 'false' }],
  ])('fail when %s fails', (_, one) => {
    expect(both(one)).toBe(false);
  });
});

describe('a condition that is not evaluated here is refused by name', () => {
  it.each<[string, unknown]>([
    ['the condition operator IpAddress', { IpAddress: { 'aws:SourceArn': '10.0.0.0/8' } }],
    ['the condition operator ForAllValues:StringLike', { 'ForAllValues:StringLike': { 's3:prefix': 'a' } }],
    ['the condition operator toString', { toString: { 's3:prefix': 'a' } }],
    ['the condition key dynamodb:LeadingKeys', { StringEquals: { 'dynamodb:LeadingKeys': 'a' } }],
    ['the condition key toString', { StringEquals: { toString: 'a' } }],
    ['the condition Null with ["maybe"]', { Null: { 's3:prefix': 'maybe' } }],
    ['the condition Null with ["true","false"]', { Null: { 's3:prefix': ['true', 'false'] } }],
    [`the condition value "\${aws:username}"`, { StringEquals: { 's3:prefix': `\${aws:username}` } }],
    ['the condition value {"a":1}', { StringEquals: { 's3:prefix': { a: 1 } } }],
    ['the condition ["a"]', ['a']],
    ['the condition "a"', { StringEquals: 'a' }],
  ])('%s', (form, block) => {
    expect(() => compileConditions(block, 'role api (ReadIt)')).toThrow(
      `The policy of role api (ReadIt) has ${form}, which the local run cannot evaluate.`,
    );
  });
});
