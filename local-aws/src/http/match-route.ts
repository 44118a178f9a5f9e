import type { RouteModel } from '../model/stack-model';

export type RouteMatch = {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
};

/** The most specific route for a request, as API Gateway chooses: a full match before a path variable before
 *  a greedy one before `$default`; a method before ANY. */
export function matchRoute(
  routes: readonly RouteModel[],
  method: string,
  path: string,
): RouteMatch | undefined {
  const matches = routes.flatMap((route) => {
    const match = matchOne(route, method, path);
    return match ? [match] : [];
  });
  matches.sort((a, b) => b.rank - a.rank);
  return matches[0];
}

function matchOne(
  route: RouteModel,
  method: string,
  path: string,
): (RouteMatch & { rank: number }) | undefined {
  if (route.routeKey === '$default') return { route, pathParameters: {}, rank: 0 };
  const [wantedMethod, pattern] = route.routeKey.split(' ');
  if (pattern === undefined || (wantedMethod !== 'ANY' && wantedMethod !== method)) return undefined;
  const names: string[] = [];
  const expression = pattern.split(/(\{[^}]+\})/).map((part) => {
    const name = /^\{([^}+]+)(\+?)\}$/.exec(part);
    if (!name?.[1]) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(name[1]);
    return name[2] ? '(.+)' : '([^/]+)';
  });
  const found = new RegExp(`^${expression.join('')}$`).exec(path);
  if (!found) return undefined;
  const pathParameters = Object.fromEntries(names.map((name, at) => [name, decoded(found[at + 1] ?? '')]));
  const greedy = pattern.includes('+}');
  const kind = names.length === 0 ? 3 : greedy ? 1 : 2;
  return { route, pathParameters, rank: kind * 1000 + pattern.length * 2 + (wantedMethod === 'ANY' ? 0 : 1) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray % is a character of its own.
    return text;
  }
}
