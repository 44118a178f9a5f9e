import type { JWTPayload } from 'jose';
import type { RouteModel } from '../model/stack-model';
import type { TokenIssuer } from './token-issuer';

export type JwtContext = {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[] | null;
};

export type Authorization =
  | { readonly ok: true; readonly jwt?: JwtContext }
  | { readonly ok: false; readonly status: 401 | 403 };

/** Decides as API Gateway's JWT authorizer does: 401 without a good token for the route's issuer and
 *  audience, 403 if the route wants scopes and the token has none of them. */
export async function authorize(
  route: RouteModel,
  authorizationHeader: string | undefined,
  issuer: TokenIssuer,
): Promise<Authorization> {
  if (!route.authorizer) return { ok: true };
  const token = authorizationHeader?.replace(/^Bearer\s+/i, '').trim();
  const payload = token ? await issuer.verify(token, route.authorizer.issuer) : undefined;
  if (!payload || !isForAudience(payload, route.authorizer.audience)) return { ok: false, status: 401 };
  const granted = scopesOf(payload);
  if (route.scopes.length > 0 && !route.scopes.some((scope) => granted.includes(scope))) {
    return { ok: false, status: 403 };
  }
  return {
    ok: true,
    jwt: { claims: claimsAsStrings(payload), scopes: route.scopes.length > 0 ? route.scopes : null },
  };
}

/** `aud`, or `client_id` where there is no `aud`, as in Cognito's access tokens. */
function isForAudience(payload: JWTPayload, audience: readonly string[]): boolean {
  const named = payload.aud ?? payload['client_id'];
  const names = Array.isArray(named) ? named : [named];
  return names.some((name) => typeof name === 'string' && audience.includes(name));
}

function scopesOf(payload: JWTPayload): readonly string[] {
  const scope = payload['scope'] ?? payload['scp'];
  return typeof scope === 'string' ? scope.split(' ') : [];
}

/** All claims reach the function as strings; a list becomes `[a b]`. */
function claimsAsStrings(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
}

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(' ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
