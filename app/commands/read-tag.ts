import type { TagEvent } from '../../domain/events';
import { DEFAULT_RULES, type Rules } from '../../domain/rules';
import { readHistory } from '../../domain/tag-history';
import type { TagState } from '../../domain/tag-state';
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
