import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import { Problem } from './problem';

export const GROUPS = ['viewer', 'librarian', 'admin'] as const;
export type Group = (typeof GROUPS)[number];

/** Who asks. */
export type Identity = { readonly user: string; readonly groups: readonly Group[] };

/** What the gateway puts beside each request, and what the middleware makes of it. */
export type ApiEnv = {
  Bindings: { requestContext?: unknown };
  Variables: { identity: Identity };
};

const context = z.object({
  authorizer: z.object({
    jwt: z.object({
      claims: z.object({
        sub: z.string().optional(),
        'cognito:username': z.string().optional(),
        'cognito:groups': z.union([z.string(), z.array(z.string())]).default(''),
      }),
    }),
  }),
});

/** Who the token that the gateway has checked speaks for, or undefined without one. */
export function identityOf(requestContext: unknown): Identity | undefined {
  const parsed = context.safeParse(requestContext);
  if (!parsed.success) return undefined;
  const { claims } = parsed.data.authorizer.jwt;
  const user = claims['cognito:username'] ?? claims.sub;
  if (!user) return undefined;
  const named = groupNames(claims['cognito:groups']);
  return { user, groups: GROUPS.filter((group) => named.includes(group)) };
}

/** The gateway makes one text of every claim: a list becomes `[admin viewer]`. A group's name has no blank, but may
 *  have any other sign; a claim that is no list is one name. */
function groupNames(claim: string | readonly string[]): readonly string[] {
  if (typeof claim !== 'string') return claim;
  const list = /^\[(.*)\]$/s.exec(claim)?.[1];
  return list === undefined ? [claim] : list.split(' ');
}

/** Readers need any group; whoever gives a command must be a librarian or an admin. */
export const requireGroup = createMiddleware<ApiEnv>(async (c, next) => {
  const identity = identityOf(c.env?.requestContext);
  if (identity === undefined) throw new Problem('unauthenticated', 'Send a bearer token of this library.');
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
  const allowed: readonly Group[] = reads ? GROUPS : ['librarian', 'admin'];
  if (!identity.groups.some((group) => allowed.includes(group))) {
    throw new Problem('forbidden', `This needs the group ${allowed.join(' or ')}. Ask an admin for it.`);
  }
  c.set('identity', identity);
  await next();
});
