import { afterDecisions } from '../../decision';
import type { TagEvent } from '../events';
import { readHistory } from '../history';
import { DEFAULT_RULES } from '../rules';
import type { TagState } from '../state';

/** All events of a tag. */
export type TagHistory = { readonly events: readonly TagEvent[] };

/** A tag as its events leave it. Assignments and retirements do not depend on the rules. */
export const stateOf = ({ events }: TagHistory): TagState => readHistory(events, DEFAULT_RULES).reading.state;

/** One more than the events of this type so far. */
export const nextNumber = ({ events }: TagHistory, type: TagEvent['type']) =>
  events.filter((event) => event.type === type).length + 1;

/** When an assignment or retirement counts that is recorded now. */
export const afterAssignments = ({ events }: TagHistory, recordedAt: string): string =>
  afterDecisions(
    events.filter(({ type }) => type === 'TagAssigned' || type === 'TagRetired'),
    recordedAt,
  );
