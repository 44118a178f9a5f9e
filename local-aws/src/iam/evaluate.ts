import type { Context } from './condition';
import type { Principal, Statement } from './statement';

export type AccessRequest = {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
};

/** The statements that can speak on requests of one principal, action and resource: all but their conditions
 *  is settled. */
export type Candidates = { readonly identity: readonly Statement[]; readonly resource: readonly Statement[] };

export type Verdict =
  | 'allowed'
  | 'explicit-deny-identity'
  | 'explicit-deny-resource'
  /** No statement allows it. */
  | 'implicit-deny';

/** Leaves what no context can make relevant. */
export function candidates(
  policies: Candidates,
  { principal, action, resource }: Omit<AccessRequest, 'context'>,
): Candidates {
  const speaks = (statement: Statement) =>
    statement.action(action) && statement.resource(resource) && statement.principal(principal);
  return { identity: policies.identity.filter(speaks), resource: policies.resource.filter(speaks) };
}

/** Decides as IAM does within one account: a deny anywhere stands above all, then one allow is enough, be it the
 *  role's or the resource's.
 *  Source: IAM User Guide, "Policy evaluation logic". */
export function decide({ identity, resource }: Candidates, context: Context): Verdict {
  const says = (statements: readonly Statement[], effect: Statement['effect']) =>
    statements.some((statement) => statement.effect === effect && (statement.condition?.(context) ?? true));
  if (says(resource, 'Deny')) return 'explicit-deny-resource';
  if (says(identity, 'Deny')) return 'explicit-deny-identity';
  return says(identity, 'Allow') || says(resource, 'Allow') ? 'allowed' : 'implicit-deny';
}

/** candidates and decide in one. */
export function evaluate(policies: Candidates, request: AccessRequest): Verdict {
  return decide(candidates(policies, request), request.context);
}
