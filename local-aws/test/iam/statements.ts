import type { PolicyStatement } from '../../src/model/stack-model';

export const TABLE = 'arn:aws:dynamodb:eu-central-1:000000000000:table/events';

export const allow = (
  Action: string | string[],
  Resource: string | string[] = TABLE,
  rest = {},
): PolicyStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});
export const deny = (
  Action: string | string[],
  Resource: string | string[] = TABLE,
  rest = {},
): PolicyStatement => ({
  ...allow(Action, Resource, rest),
  Effect: 'Deny',
});

export const GET = allow('dynamodb:GetItem');
export const toAll = { Principal: '*' };
