import type { PolicyDocument, PolicyStatement } from '../model/stack-model';
import { type Condition, compileConditions } from './condition';
import { listOf, UnknownPolicyForm } from './policy-form';
import { arnWildcard, wildcard } from './wildcard';

/** Who calls: a role by its ARN, or a service of AWS in its own name. */
export type Principal = { readonly roleArn: string } | { readonly service: string };

/** A policy's statement, ready to be asked. */
export type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly principal: (principal: Principal) => boolean;
  readonly action: (action: string) => boolean;
  readonly resource: (arn: string) => boolean;
  /** Undefined if the statement has none. */
  readonly condition: Condition | undefined;
};

type Kind = 'identity' | 'resource' | 'trust';

/** Checks and compiles the policies of a role.
 *  Errors: UnknownPolicyForm naming what cannot be evaluated. */
export function compileIdentityPolicies(policies: readonly PolicyDocument[], where: string): Statement[] {
  return policies.flatMap((policy) => compile(policy, where, 'identity'));
}

/** Checks and compiles the policy of a table, bucket, queue or function. Errors as compileIdentityPolicies. */
export function compileResourcePolicy(policy: PolicyDocument | undefined, where: string): Statement[] {
  return policy === undefined ? [] : compile(policy, where, 'resource');
}

/** Checks and compiles who may take a role; it names no resource, for it is about that role. Errors as
 *  compileIdentityPolicies. */
export function compileTrustPolicy(policy: PolicyDocument, where: string): Statement[] {
  return compile(policy, where, 'trust');
}

function compile({ Version, Statement }: PolicyDocument, where: string, kind: Kind): Statement[] {
  if (Version !== '2012-10-17') throw new UnknownPolicyForm(where, `the version ${Version ?? 'of 2008'}`);
  return Statement.map((statement) => compileStatement(statement, where, kind));
}

function compileStatement(statement: PolicyStatement, where: string, kind: Kind): Statement {
  const named = statement.Sid === undefined ? where : `${where} (${statement.Sid})`;
  if (statement.NotPrincipal !== undefined) throw new UnknownPolicyForm(named, 'NotPrincipal');
  if ((statement.Principal === undefined) !== (kind === 'identity')) {
    throw new UnknownPolicyForm(named, kind === 'identity' ? 'a Principal' : 'no Principal');
  }
  return {
    effect: statement.Effect,
    principal: kind === 'identity' ? () => true : compilePrincipal(statement.Principal, named),
    action: either(
      { element: 'Action', wanted: statement.Action, unwanted: statement.NotAction },
      named,
      (pattern) => wildcard(pattern, { ignoreCase: true }),
    ),
    resource:
      kind === 'trust'
        ? () => true
        : either(
            { element: 'Resource', wanted: statement.Resource, unwanted: statement.NotResource },
            named,
            arnWildcard,
          ),
    condition: statement.Condition === undefined ? undefined : compileConditions(statement.Condition, named),
  };
}

type Either = {
  readonly element: 'Action' | 'Resource';
  readonly wanted: unknown;
  readonly unwanted: unknown;
};

/** An element that says either what it is about or what it is not about. */
function either(
  { element, wanted, unwanted }: Either,
  where: string,
  matcher: (pattern: string) => (text: string) => boolean,
): (text: string) => boolean {
  if ((wanted === undefined) === (unwanted === undefined)) {
    throw new UnknownPolicyForm(
      where,
      `${wanted === undefined ? 'no' : 'both'} ${element} and Not${element}`,
    );
  }
  const matchers = listOf(wanted ?? unwanted, where, element).map(matcher);
  return (text) => matchers.some((matches) => matches(text)) === (wanted !== undefined);
}

const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/[^*?]+$/;

function compilePrincipal(element: unknown, where: string): (principal: Principal) => boolean {
  if (element === '*') return () => true;
  const entries = typeof element === 'object' && element !== null ? Object.entries(element) : [];
  if (entries.length === 0) throw new UnknownPolicyForm(where, `the Principal ${JSON.stringify(element)}`);
  const matchers = entries.flatMap(([kind, value]) =>
    listOf(value, where, `Principal ${kind}`).map((name) => principalMatcher(kind, name, where)),
  );
  return (principal) => matchers.some((matches) => matches(principal));
}

function principalMatcher(kind: string, name: string, where: string): (principal: Principal) => boolean {
  if (kind === 'Service') return (principal) => 'service' in principal && principal.service === name;
  if (kind === 'AWS' && name === '*') return () => true;
  if (kind === 'AWS' && ROLE_ARN.test(name)) {
    return (principal) => 'roleArn' in principal && principal.roleArn === name;
  }
  throw new UnknownPolicyForm(where, `the Principal ${kind} "${name}"`);
}
