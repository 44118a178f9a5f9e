import { retireEventId, tagStream } from '../../domain/ids';
import type { RetirementReason, TagRetired } from '../../domain/tag/events';
import type { TagState } from '../../domain/tag/state';
import {
  accept,
  type CommandContext,
  type Decided,
  findOwn,
  type Receipt,
  type Rejection,
  recordedNow,
  reject,
  withReceipt,
} from './command-context';
import { decideAndInsert } from './decide-and-insert';
import { afterDecisions, nextNumber, readTag } from './read-tag';

export type RetireTag = { readonly tagId: string; readonly reason: RetirementReason };
export type RetiredTag = RetireTag & Receipt;

/** Takes a copy out of the stock.
 *  Errors: unknown-tag, tag-not-assigned, tag-retired, idempotency-key-reused, conflict. */
export function retireTag(
  { tagId, reason }: RetireTag,
  context: CommandContext,
): Promise<Decided<RetiredTag>> {
  return decideAndInsert<TagRetired, RetiredTag>(context, async () => {
    const { events, state } = await readTag(context, tagId);
    const own = findOwn(events, 'TagRetired', context);
    if (own) return whenOwn(own, reason);
    if (events.length === 0) {
      return reject('unknown-tag', `Nothing was ever recorded of tag ${tagId}.`);
    }
    const obstacle = obstacleTo(state, tagId);
    if (obstacle) return obstacle;
    const recordedAt = context.now();
    const event: TagRetired = {
      ...recordedNow(context, recordedAt),
      effectiveAt: afterDecisions(events, recordedAt),
      streamId: tagStream(tagId),
      eventId: retireEventId(nextNumber(events, 'TagRetired')),
      type: 'TagRetired',
      data: { tagId, reason },
    };
    return { insert: event, answer: () => withReceipt(event) };
  });
}

function obstacleTo({ status }: TagState, tagId: string): Rejection | undefined {
  switch (status) {
    case 'unassigned':
      return reject('tag-not-assigned', `Tag ${tagId} is no copy of a book, so there is nothing to retire.`);
    case 'retired':
      return reject('tag-retired', `Tag ${tagId} is retired already.`);
    case 'available':
    case 'on-loan':
      return undefined;
  }
}

function whenOwn(own: TagRetired, reason: RetirementReason) {
  return own.data.reason === reason
    ? accept(withReceipt(own))
    : reject('idempotency-key-reused', `This Idempotency-Key retired the tag as ${own.data.reason}.`);
}
