import * as z from 'zod/mini';

export type Role = 'viewer' | 'librarian' | 'admin';

/** What is shown to whom; the API decides what is allowed. */
export type Permissions = { readonly commands: boolean; readonly operations: boolean };

const claims = z.object({
  'cognito:groups': z._default(z.array(z.string()), []),
  username: z._default(z.string(), ''),
});

/** Who an access token speaks for. A token that cannot be read speaks for nobody and shows least. */
export function readToken(token: string): { readonly name: string; readonly permissions: Permissions } {
  const { 'cognito:groups': groups, username } = claimsOf(token);
  const isAny = (...roles: readonly Role[]) => roles.some((role) => groups.includes(role));
  return {
    name: username,
    permissions: { commands: isAny('librarian', 'admin'), operations: isAny('admin') },
  };
}

function claimsOf(token: string): z.infer<typeof claims> {
  try {
    const part = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(part), (sign) => sign.codePointAt(0) ?? 0);
    return claims.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return { 'cognito:groups': [], username: '' };
  }
}
