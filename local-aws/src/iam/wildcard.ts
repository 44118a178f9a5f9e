const SPECIAL = /[.+^${}()|[\]\\]/g;

/** A matcher of IAM's patterns: `*` stands for any run of characters, `?` for exactly one. */
export function wildcard(pattern: string, { ignoreCase = false } = {}): (text: string) => boolean {
  if (!/[*?]/.test(pattern) && !ignoreCase) return (text) => text === pattern;
  const source = pattern.replace(SPECIAL, '\\$&').replaceAll('*', '[^]*').replaceAll('?', '[^]');
  const expression = new RegExp(`^${source}$`, ignoreCase ? 'i' : '');
  return (text) => expression.test(text);
}

const ARN_PARTS = 6;

/** A matcher of ARN patterns: each of the six parts between colons is matched on its own, the last one with all
 *  that follows it. `*` alone is every resource.
 *  Source: IAM User Guide, "IAM JSON policy elements: Resource" and "ARN condition operators". */
export function arnWildcard(pattern: string): (arn: string) => boolean {
  if (pattern === '*') return () => true;
  const matchers = arnParts(pattern).map((part) => wildcard(part));
  return (arn) => {
    const parts = arnParts(arn);
    return parts.length === matchers.length && parts.every((part, index) => matchers[index]?.(part));
  };
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}
