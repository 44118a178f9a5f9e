import { hasLoneSurrogate } from '../../domain/text';

/** DynamoDB, S3 and every JSON reader on the way must bear it. */
const MAX_DEPTH = 32;

/** Why a value that JSON gave cannot be kept and given back as it is, or undefined if it can. */
export function unkeepable(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string')
    return hasLoneSurrogate(value) ? 'holds half a character (a lone surrogate)' : undefined;
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : 'holds a number that is too large';
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
  for (const [name, inner] of Object.entries(value)) {
    const problem = unkeepable(name) ?? unkeepable(inner, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
