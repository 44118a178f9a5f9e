import { accessKeyId } from '../lambda/access-keys';
import type { RoleModel, StackModel } from '../model/stack-model';
import { compileIdentityPolicies, type Principal, type Statement } from './statement';

/** Someone who calls, with what the own policies say. */
export type Caller = {
  readonly principal: Principal;
  /** How AWS names the caller in its refusals. */
  readonly arn: string;
  /** The role's name, or the service's. */
  readonly name: string;
  readonly statements: readonly Statement[];
};

/** Callers by access key id: every role of the stacks has one, made from its name, and calls in a session of
 *  the given name. A function's role acts under the name of the function. */
export function callersByAccessKey(model: StackModel, sessionName: string): ReadonlyMap<string, Caller> {
  const roles = new Map(model.roles.map((role) => [role.arn, role]));
  const callers = new Map(
    model.roles.map((role) => [accessKeyId(role.name), roleCaller(role, model.accountId, sessionName)]),
  );
  for (const { name, roleArn } of model.functions) {
    const role = roles.get(roleArn);
    if (role === undefined) throw new Error(`Function ${name} has a role that no stack makes: ${roleArn}.`);
    callers.set(accessKeyId(name), roleCaller(role, model.accountId, name));
  }
  return callers;
}

function roleCaller({ name, arn, policies }: RoleModel, accountId: string, session: string): Caller {
  return {
    principal: { roleArn: arn },
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`,
    name,
    statements: compileIdentityPolicies(policies, `role ${name}`),
  };
}

export const VISITOR = 'visitor';

/** Whoever comes with an access key that the stacks do not know: an administrator of the account, who may do
 *  all that no resource's policy forbids. */
export function visitor(accountId: string): Caller {
  return {
    principal: { roleArn: `arn:aws:iam::${accountId}:role/${VISITOR}` },
    arn: `arn:aws:sts::${accountId}:assumed-role/${VISITOR}/local`,
    name: VISITOR,
    statements: compileIdentityPolicies(
      [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
      VISITOR,
    ),
  };
}

/** A service of AWS that acts in its own name, allowed only what resources allow it. */
export function serviceCaller(service: string): Caller {
  return { principal: { service }, arn: service, name: service, statements: [] };
}
