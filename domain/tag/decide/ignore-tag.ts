import { afterDecisions, type Decider, record, recordedNow, rejected } from '../../decision';
import { ignoreEventId, tagStream } from '../../ids';
import type { TagIgnored } from '../events';
import { countsAsCopy } from '../state';
import { nextNumber, stateOf, type TagHistory } from './decisions-so-far';

export type IgnoreTag = { readonly tagId: string; readonly ignored: boolean };

/** Hides an unknown tag from the list of these, or shows it again. Refused: unknown-tag, tag-assigned. */
export const ignoreTag: Decider<IgnoreTag, TagHistory, TagIgnored> = {
  records: 'TagIgnored',

  contradiction: ({ data }, { ignored }) =>
    data.ignored === ignored ? undefined : `This Idempotency-Key ${data.ignored ? 'hid' : 'showed'} the tag.`,

  decide(past, { tagId, ignored }, meta) {
    if (past.events.length === 0) {
      return rejected('unknown-tag', `Nothing was ever recorded of tag ${tagId}.`);
    }
    const state = stateOf(past);
    if (countsAsCopy(state)) {
      return rejected('tag-assigned', `Tag ${tagId} is a copy of book ${state.bookId}, not an unknown tag.`);
    }
    if ((state.ignored ?? false) === ignored) return { kind: 'already' };
    return record({
      ...recordedNow(meta),
      effectiveAt: after(past, meta.now),
      streamId: tagStream(tagId),
      eventId: ignoreEventId(nextNumber(past, 'TagIgnored')),
      type: 'TagIgnored',
      data: { tagId, ignored },
    });
  },
};

/** After the assignment, or the decision of before, that it stands on. */
const after = ({ events }: TagHistory, now: string) =>
  afterDecisions(
    events.filter(({ type }) => type === 'TagAssigned' || type === 'TagIgnored'),
    now,
  );
