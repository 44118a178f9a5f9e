import { sha256 } from '../events/event-digest';
import type { CommandContext } from './command-context';

/** A new id; under an idempotency key the same for the same user and subject, so that a repeated command
 *  finds what it recorded. */
export function stableId(prefix: string, { user, key, newId }: CommandContext, subject = ''): string {
  const unique = key === undefined ? newId() : sha256(JSON.stringify([user, key, subject])).slice(0, 26);
  return `${prefix}-${unique.toLowerCase()}`;
}
