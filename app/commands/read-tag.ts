import type { TagEvent } from '../../domain/tag/events';
import { readHistory } from '../../domain/tag/history';
import { DEFAULT_RULES, type Rules } from '../../domain/tag/rules';
import type { TagState } from '../../domain/tag/state';
import { readTagEvents } from '../queries/tag-timeline';
import type { CommandContext } from './command-context';

/** A tag as its events leave it now. Assignments and retirements do not depend on the rules. */
export async function readTag(
  { log }: Pick<CommandContext, 'log'>,
  tagId: string,
  rules: Rules = DEFAULT_RULES,
): Promise<{ readonly events: TagEvent[]; readonly state: TagState }> {
  const events = await readTagEvents(log, tagId);
  return { events, state: readHistory(events, rules).reading.state };
}

/** One more than the events of this type so far. */
export const nextNumber = (events: readonly TagEvent[], type: TagEvent['type']) =>
  events.filter((event) => event.type === type).length + 1;

/** Clocks of two invocations may differ by this much. */
const MAX_SKEW_MS = 5 * 60_000;

/** When an assignment or retirement counts: when recorded, but after those that it was decided on, or it
 *  would read as if it had come before them. */
export function afterDecisions(events: readonly TagEvent[], recordedAt: string): string {
  const decided = events
    .filter(({ type }) => type === 'TagAssigned' || type === 'TagRetired')
    .map(({ effectiveAt }) => Date.parse(effectiveAt));
  const now = Date.parse(recordedAt);
  const last = Math.max(...decided.filter((at) => at - now <= MAX_SKEW_MS), 0);
  return last >= now ? new Date(last + 1).toISOString() : recordedAt;
}
