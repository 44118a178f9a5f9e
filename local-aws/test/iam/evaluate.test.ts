import type { Context } from '../../src/iam/condition';
import { evaluate, type Verdict } from '../../src/iam/evaluate';
import { compileIdentityPolicies, compileResourcePolicy, type Principal } from '../../src/iam/statement';
import type { PolicyStatement } from '../../src/model/stack-model';
import { allow, deny, GET, TABLE, toAll } from './statements';

const OTHER = 'arn:aws:dynamodb:eu-central-1:000000000000:table/stock';
const OBJECT = 'arn:aws:s3:::bucket/quarantine/2026/a.json';
const ROLE = 'arn:aws:iam::000000000000:role/append';

type Case = {
  readonly says: string;
  readonly identity?: readonly PolicyStatement[];
  readonly resource?: readonly PolicyStatement[];
  readonly principal?: Principal;
  readonly action?: string;
  readonly on?: string;
  readonly context?: Context;
  readonly verdict: Verdict;
};

const when = (Condition: Record<string, Record<string, unknown>>) => ({ Condition });
const ANY = allow('*', '*');

const actions: Case[] = [
  { says: 'nothing said is refused', verdict: 'implicit-deny' },
  { says: 'an allow allows', identity: [GET], verdict: 'allowed' },
  { says: 'another action is refused', identity: [allow('dynamodb:PutItem')], verdict: 'implicit-deny' },
  { says: 'one of a list', identity: [allow(['dynamodb:Query', 'dynamodb:GetItem'])], verdict: 'allowed' },
  { says: 'the name of an action has no case', identity: [allow('DynamoDB:getitem')], verdict: 'allowed' },
  { says: 'a star at the end', identity: [allow('dynamodb:Get*')], verdict: 'allowed' },
  { says: 'a star in the middle', identity: [allow('dynamodb:G*m')], verdict: 'allowed' },
  { says: 'a star that stands for nothing', identity: [allow('dynamodb:GetItem*')], verdict: 'allowed' },
  { says: 'a question mark', identity: [allow('dynamodb:?etItem')], verdict: 'allowed' },
  { says: 'a question mark is one letter', identity: [allow('dynamodb:GetItem?')], verdict: 'implicit-deny' },
  { says: 'every action', identity: [allow('*')], verdict: 'allowed' },
  { says: 'every action of a service', identity: [allow('dynamodb:*')], verdict: 'allowed' },
  { says: 'every action of another service', identity: [allow('s3:*')], verdict: 'implicit-deny' },
  { says: 'a dot is a dot', identity: [allow('dynamodb.GetItem')], verdict: 'implicit-deny' },
  {
    says: 'a batch write is not a put',
    identity: [allow('dynamodb:PutItem')],
    action: 'dynamodb:BatchWriteItem',
    verdict: 'implicit-deny',
  },
  {
    says: 'NotAction leaves out',
    identity: [{ Effect: 'Allow', NotAction: 'dynamodb:GetItem', Resource: '*' }],
    verdict: 'implicit-deny',
  },
  {
    says: 'NotAction takes the rest',
    identity: [{ Effect: 'Allow', NotAction: ['dynamodb:PutItem', 's3:*'], Resource: '*' }],
    verdict: 'allowed',
  },
];

const resources: Case[] = [
  { says: 'another table', identity: [allow('dynamodb:*', OTHER)], verdict: 'implicit-deny' },
  { says: 'one of several', identity: [allow('dynamodb:*', [OTHER, TABLE])], verdict: 'allowed' },
  { says: 'any', identity: [allow('dynamodb:*', '*')], verdict: 'allowed' },
  {
    says: 'tables by prefix',
    identity: [allow('dynamodb:*', TABLE.replace('events', 'ev*'))],
    verdict: 'allowed',
  },
  {
    says: 'a table is not its index',
    identity: [allow('dynamodb:*', TABLE)],
    on: `${TABLE}/index/byRecorded`,
    verdict: 'implicit-deny',
  },
  {
    says: 'all indexes of a table',
    identity: [allow('dynamodb:*', `${TABLE}/index/*`)],
    on: `${TABLE}/index/byRecorded`,
    verdict: 'allowed',
  },
  {
    says: 'indexes are not the table',
    identity: [allow('dynamodb:*', `${TABLE}/index/*`)],
    verdict: 'implicit-deny',
  },
  {
    says: 'a resource has case',
    identity: [allow('dynamodb:*', TABLE.toUpperCase())],
    verdict: 'implicit-deny',
  },
  {
    says: 'a star passes slashes',
    identity: [allow('s3:PutObject', 'arn:aws:s3:::bucket/quarantine/*')],
    action: 's3:PutObject',
    on: OBJECT,
    verdict: 'allowed',
  },
  {
    says: 'another prefix of the bucket',
    identity: [allow('s3:PutObject', 'arn:aws:s3:::bucket/aws/lambda/*')],
    action: 's3:PutObject',
    on: OBJECT,
    verdict: 'implicit-deny',
  },
  {
    says: 'the bucket is not its objects',
    identity: [allow('s3:PutObject', 'arn:aws:s3:::bucket')],
    action: 's3:PutObject',
    on: OBJECT,
    verdict: 'implicit-deny',
  },
  {
    says: 'a star does not pass a colon between the parts of an ARN',
    identity: [allow('dynamodb:*', 'arn:aws:dynamodb:*:table/events')],
    verdict: 'implicit-deny',
  },
  {
    says: 'any region and account',
    identity: [allow('dynamodb:*', 'arn:aws:dynamodb:*:*:table/events')],
    verdict: 'allowed',
  },
  {
    says: 'a colon in the last part belongs to it',
    identity: [
      allow('logs:PutLogEvents', 'arn:aws:logs:eu-central-1:000000000000:log-group:/aws/lambda/a:*'),
    ],
    action: 'logs:PutLogEvents',
    on: 'arn:aws:logs:eu-central-1:000000000000:log-group:/aws/lambda/a:log-stream:b',
    verdict: 'allowed',
  },
  {
    says: 'NotResource leaves out',
    identity: [{ Effect: 'Allow', Action: 'dynamodb:*', NotResource: TABLE }],
    verdict: 'implicit-deny',
  },
  {
    says: 'NotResource takes the rest',
    identity: [{ Effect: 'Allow', Action: 'dynamodb:*', NotResource: OTHER }],
    verdict: 'allowed',
  },
  {
    says: 'an action that has no resources needs the star',
    identity: [allow('dynamodb:ListStreams', TABLE)],
    action: 'dynamodb:ListStreams',
    on: '*',
    verdict: 'implicit-deny',
  },
];

const denies: Case[] = [
  {
    says: 'a deny stands above an allow',
    identity: [GET, deny('dynamodb:*')],
    verdict: 'explicit-deny-identity',
  },
  { says: 'whatever comes first', identity: [deny('dynamodb:*'), GET], verdict: 'explicit-deny-identity' },
  { says: 'a deny of another action', identity: [GET, deny('dynamodb:PutItem')], verdict: 'allowed' },
  { says: 'a deny of another table', identity: [GET, deny('dynamodb:*', OTHER)], verdict: 'allowed' },
  {
    says: "the resource's deny stands above the role's allow",
    identity: [ANY],
    resource: [deny('dynamodb:GetItem', TABLE, toAll)],
    verdict: 'explicit-deny-resource',
  },
  {
    says: "the role's deny stands above the resource's allow",
    identity: [deny('dynamodb:*')],
    resource: [allow('dynamodb:GetItem', TABLE, toAll)],
    verdict: 'explicit-deny-identity',
  },
  {
    says: 'a deny whose condition fails is none',
    identity: [GET, deny('dynamodb:*', '*', when({ Bool: { 'aws:SecureTransport': 'false' } }))],
    context: { 'aws:SecureTransport': 'true' },
    verdict: 'allowed',
  },
  {
    says: 'a deny by NotAction',
    identity: [ANY, { Effect: 'Deny', NotAction: 'dynamodb:Query', Resource: '*' }],
    verdict: 'explicit-deny-identity',
  },
];

const principals: Case[] = [
  {
    says: "the resource's allow is enough within the account",
    resource: [allow('dynamodb:GetItem', TABLE, { Principal: { AWS: ROLE } })],
    verdict: 'allowed',
  },
  {
    says: 'for that role only',
    resource: [allow('dynamodb:GetItem', TABLE, { Principal: { AWS: `${ROLE}-2` } })],
    verdict: 'implicit-deny',
  },
  {
    says: 'for one of several roles',
    resource: [allow('dynamodb:GetItem', TABLE, { Principal: { AWS: [`${ROLE}-2`, ROLE] } })],
    verdict: 'allowed',
  },
  {
    says: 'for everyone',
    resource: [allow('dynamodb:GetItem', TABLE, { Principal: { AWS: '*' } })],
    verdict: 'allowed',
  },
  {
    says: 'for a service',
    resource: [allow('dynamodb:GetItem', TABLE, { Principal: { Service: 'events.amazonaws.com' } })],
    principal: { service: 'events.amazonaws.com' },
    verdict: 'allowed',
  },
  {
    says: 'for another service',
    resource: [allow('dynamodb:GetItem', TABLE, { Principal: { Service: 'events.amazonaws.com' } })],
    principal: { service: 'iot.amazonaws.com' },
    verdict: 'implicit-deny',
  },
  {
    says: 'a service is no role',
    resource: [allow('dynamodb:GetItem', TABLE, { Principal: { Service: 'events.amazonaws.com' } })],
    verdict: 'implicit-deny',
  },
  {
    says: 'a deny for one role spares the others',
    identity: [GET],
    resource: [deny('dynamodb:GetItem', TABLE, { Principal: { AWS: `${ROLE}-2` } })],
    verdict: 'allowed',
  },
];

describe.each([
  ['actions', actions],
  ['resources', resources],
  ['denies', denies],
  ['principals', principals],
])('IAM on %s', (_, cases) => {
  it.each(cases)('$says: $verdict', ({ identity = [], resource = [], verdict, ...asked }) => {
    const policies = {
      identity: compileIdentityPolicies([{ Version: '2012-10-17', Statement: identity }], 'a role'),
      resource: compileResourcePolicy({ Version: '2012-10-17', Statement: resource }, 'a resource'),
    };
    const found = evaluate(policies, {
      principal: asked.principal ?? { roleArn: ROLE },
      action: asked.action ?? 'dynamodb:GetItem',
      resource: asked.on ?? TABLE,
      context: asked.context ?? {},
    });
    expect(found).toBe(verdict);
  });
});
