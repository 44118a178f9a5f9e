import { type Decider, record, recordedNow, rejected } from '../../decision';
import { assignEventId, tagStream } from '../../ids';
import type { TagAssigned } from '../events';
import { countsAsCopy } from '../state';
import { afterAssignments, nextNumber, stateOf, type TagHistory } from './decisions-so-far';

export type AssignTag = { readonly tagId: string; readonly bookId: string; readonly replace: boolean };

/** A tag's events, and whether the book that it shall be a copy of is registered. */
export type AssignHistory = TagHistory & { readonly isBookRegistered: boolean };

/** Makes a tag a copy of a book; a retired one is then found again. Two at once: one of them comes second and
 *  sees the first. Refused: unknown-book, tag-assigned unless `replace`. */
export const assignTag: Decider<AssignTag, AssignHistory, TagAssigned> = {
  records: 'TagAssigned',

  contradiction: ({ data }, { bookId }) =>
    data.bookId === bookId ? undefined : `This Idempotency-Key assigned the tag to book ${data.bookId}.`,

  decide(past, { tagId, bookId, replace }, meta) {
    if (!past.isBookRegistered) {
      return rejected('unknown-book', `No book ${bookId} is registered. Register it first.`);
    }
    const state = stateOf(past);
    if (countsAsCopy(state) && !replace) {
      const detail = `Tag ${tagId} is a copy of book ${state.bookId}. To make it a copy of ${bookId}, send "replace": true.`;
      return rejected('tag-assigned', detail);
    }
    return record({
      ...recordedNow(meta),
      effectiveAt: afterAssignments(past, meta.now),
      streamId: tagStream(tagId),
      eventId: assignEventId(nextNumber(past, 'TagAssigned')),
      type: 'TagAssigned',
      data: { tagId, bookId },
    });
  },
};
