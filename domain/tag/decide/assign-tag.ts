import { type Decider, record, recordedNow, rejected } from '../../decision';
import { assignEventId, tagStream } from '../../ids';
import type { TagAssigned } from '../events';
import { countsAsCopy } from '../state';
import { afterAssignments, nextNumber, stateOf, type TagHistory } from './decisions-so-far';

export type AssignTag = {
  readonly tagId: string;
  readonly bookId: string;
  readonly replace: boolean;
  /** Since when, if not from now on. UTC with milliseconds. */
  readonly assignedAt?: string | undefined;
};

/** A tag's events, and whether the book that it shall be a copy of is registered. */
export type AssignHistory = TagHistory & { readonly isBookRegistered: boolean };

/** Makes a tag a copy of a book; a retired one is then found again. Two at once: one of them comes second and
 *  sees the first. Refused: unknown-book, tag-assigned unless `replace`, assigned-at-out-of-range. */
export const assignTag: Decider<AssignTag, AssignHistory, TagAssigned> = {
  records: 'TagAssigned',

  contradiction: ({ data, occurredAt }, { bookId, assignedAt = occurredAt }) =>
    data.bookId === bookId && occurredAt === assignedAt
      ? undefined
      : `This Idempotency-Key assigned the tag to book ${data.bookId} as of ${occurredAt}.`,

  decide(past, { tagId, bookId, replace, assignedAt }, meta) {
    if (!past.isBookRegistered) {
      return rejected('unknown-book', `No book ${bookId} is registered. Register it first.`);
    }
    if (assignedAt !== undefined && !isPast(assignedAt, meta.now)) {
      const detail = `assignedAt ${assignedAt} must lie between ${EARLIEST} and ${meta.now}.`;
      return rejected('assigned-at-out-of-range', detail);
    }
    const state = stateOf(past);
    if (countsAsCopy(state) && !replace)
      return rejected('tag-assigned', alreadyCopy(tagId, state.bookId, bookId));
    return record({
      ...recordedNow(meta),
      effectiveAt: assignedAt ?? afterAssignments(past, meta.now),
      occurredAt: assignedAt ?? meta.now,
      streamId: tagStream(tagId),
      eventId: assignEventId(nextNumber(past, 'TagAssigned')),
      type: 'TagAssigned',
      data: { tagId, bookId },
    });
  },
};

const EARLIEST = '1800-01-01T00:00:00.000Z';
const isPast = (instant: string, now: string) => instant >= EARLIEST && instant <= now;

const alreadyCopy = (tagId: string, isOf: string, wanted: string) =>
  isOf === wanted
    ? `Tag ${tagId} is a copy of book ${isOf} already: there is nothing to do.`
    : `Tag ${tagId} is a copy of book ${isOf}. To make it a copy of ${wanted}, send "replace": true.`;
