import { type Decider, type Rejected, record, recordedNow, rejected } from '../../decision';
import { retireEventId, tagStream } from '../../ids';
import type { RetirementReason, TagRetired } from '../events';
import type { TagState } from '../state';
import { afterAssignments, nextNumber, stateOf, type TagHistory } from './decisions-so-far';

export type RetireTag = { readonly tagId: string; readonly reason: RetirementReason };

/** Takes a copy out of the stock. Refused: unknown-tag, tag-not-assigned, tag-retired. */
export const retireTag: Decider<RetireTag, TagHistory, TagRetired> = {
  records: 'TagRetired',

  contradiction: ({ data }, { reason }) =>
    data.reason === reason ? undefined : `This Idempotency-Key retired the tag as ${data.reason}.`,

  decide(past, { tagId, reason }, meta) {
    if (past.events.length === 0) {
      return rejected('unknown-tag', `Nothing was ever recorded of tag ${tagId}.`);
    }
    const obstacle = obstacleTo(stateOf(past), tagId);
    if (obstacle) return obstacle;
    return record({
      ...recordedNow(meta),
      effectiveAt: afterAssignments(past, meta.now),
      streamId: tagStream(tagId),
      eventId: retireEventId(nextNumber(past, 'TagRetired')),
      type: 'TagRetired',
      data: { tagId, reason },
    });
  },
};

function obstacleTo({ status }: TagState, tagId: string): Rejected | undefined {
  switch (status) {
    case 'unassigned':
      return rejected(
        'tag-not-assigned',
        `Tag ${tagId} is no copy of a book, so there is nothing to retire. Assign it to a book first.`,
      );
    case 'retired':
      return rejected(
        'tag-retired',
        `Tag ${tagId} is retired already. Where the copy is found, assign the tag to its book.`,
      );
    case 'available':
    case 'on-loan':
      return undefined;
  }
}
