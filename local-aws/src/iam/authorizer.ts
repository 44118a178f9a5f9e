import type { Authorize, AwsCall, Decision } from '../gateway/aws-call';
import { AwsError } from '../gateway/aws-error';
import { accessKeyId, roleNameOf } from '../lambda/access-keys';
import type { StackModel } from '../model/stack-model';
import { type Access, UnknownCall } from './access';
import { type Caller, callersByAccessKey, serviceCaller, visitor } from './callers';
import type { Context } from './condition';
import { denialMessage } from './denial';
import { type Candidates, candidates, decide } from './evaluate';
import { requiredAccess } from './required-access';
import { resourcePolicies } from './resource-policies';

/** A permission that was asked for, by the role's name. */
export type Use = { readonly role: string; readonly action: string; readonly resource: string };

export type AuthorizerSetup = {
  /** In the ARNs of roles that are no function's. */
  readonly sessionName?: string;
  /** Told of each use that was allowed, at least once for each that differs. */
  readonly onUse?: (use: Use) => void;
  /** Told of each refusal. */
  readonly onDenied?: (use: Use, message: string) => void;
};

export type Authorizer = {
  /** Decides on a call at the gateway, by its access key. */
  readonly authorize: Authorize;
  /** Decides on what a service of AWS does in its own name for `sourceArn`, such as a rule that sends. */
  readonly authorizeService: (service: string, sourceArn: string, access: Access) => Decision;
  /** Decides on what a service does in the name of a role: whether it may take the role, and then, where an access
   *  is given, what the role may do. */
  readonly authorizeRole: (service: string, sourceArn: string, roleArn: string, access?: Access) => Decision;
};

/** What only the context of a call can still decide, and whether the use was told. */
type Remembered = { readonly candidates: Candidates; used: boolean };

/** So many that the tables and queues always fit; objects have names without end. */
const MAX_REMEMBERED = 5_000;

/** Decides by the policies of the synthesized stacks, as IAM would.
 *  Errors: UnknownPolicyForm, at once, if a policy has a form that cannot be evaluated. */
export function createAuthorizer(model: StackModel, setup: AuthorizerSetup = {}): Authorizer {
  const callers = callersByAccessKey(model, setup.sessionName ?? 'local');
  const stranger = visitor(model.accountId);
  const recall = rememberedCandidates(resourcePolicies(model));

  const decideOn = (caller: Caller, access: Access, context: Context): Decision => {
    const use = { role: caller.name, action: access.action, resource: access.resource };
    const known = recall(caller, access);
    const verdict = decide(known.candidates, { ...context, ...access.context });
    if (verdict === 'allowed') {
      if (!known.used) setup.onUse?.(use);
      known.used = true;
      return { allowed: true };
    }
    const message = denialMessage(caller.arn, use.action, use.resource, verdict);
    setup.onDenied?.(use, message);
    return { allowed: false, message };
  };

  const authorizeService: Authorizer['authorizeService'] = (service, sourceArn, access) =>
    decideOn(serviceCaller(service), access, {
      'aws:SecureTransport': 'true',
      'aws:SourceArn': sourceArn,
      'aws:SourceAccount': model.accountId,
    });

  return {
    authorize: (call) => {
      const caller = callers.get(call.accessKeyId) ?? stranger;
      const context = callContext(caller);
      try {
        for (const access of requiredAccess(call, model)) {
          const decision = decideOn(caller, access, context);
          if (!decision.allowed) return decision;
        }
        return { allowed: true };
      } catch (error) {
        return refusalOf(error, call);
      }
    },
    authorizeService,
    authorizeRole: (service, sourceArn, roleArn, access) => {
      const taken = authorizeService(service, sourceArn, { action: 'sts:AssumeRole', resource: roleArn });
      if (!taken.allowed || access === undefined) return taken;
      const role = callers.get(accessKeyId(roleNameOf(roleArn)));
      if (role === undefined) return { allowed: false, message: `No stack has the role ${roleArn}.` };
      return decideOn(role, access, callContext(role));
    },
  };
}

/** What can be decided of a use without its context, worked out once. */
function rememberedCandidates(
  policiesOf: ReturnType<typeof resourcePolicies>,
): (caller: Caller, access: Access) => Remembered {
  const remembered = new Map<string, Remembered>();
  return (caller, { action, resource }) => {
    const key = `${caller.arn} ${action} ${resource}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = {
      candidates: candidates(
        { identity: caller.statements, resource: policiesOf(resource) },
        { principal: caller.principal, action, resource },
      ),
      used: false,
    };
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, found);
    return found;
  };
}

/** The gateway stands for AWS's endpoints, which are reached over TLS. */
function callContext({ principal }: Caller): Context {
  return {
    'aws:SecureTransport': 'true',
    ...('roleArn' in principal && { 'aws:PrincipalArn': principal.roleArn }),
  };
}

function refusalOf(error: unknown, call: AwsCall): Decision {
  if (error instanceof UnknownCall) {
    return { allowed: false, message: `${error.message} The local run lets nothing pass unchecked.` };
  }
  if (error instanceof SyntaxError) {
    throw new AwsError('SerializationException', `The body of ${call.operation} is not JSON.`);
  }
  throw error;
}
