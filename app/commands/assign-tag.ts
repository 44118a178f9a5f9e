import { assignEventId, bookStream, REGISTERED_EVENT_ID, tagStream } from '../../domain/ids';
import type { TagAssigned } from '../../domain/tag/events';
import { countsAsCopy } from '../../domain/tag/state';
import {
  accept,
  type CommandContext,
  type Decided,
  findOwn,
  type Receipt,
  recordedNow,
  reject,
  withReceipt,
} from './command-context';
import { decideAndInsert } from './decide-and-insert';
import { afterDecisions, nextNumber, readTag } from './read-tag';

export type AssignTag = { readonly tagId: string; readonly bookId: string; readonly replace: boolean };
export type AssignedTag = { readonly tagId: string; readonly bookId: string } & Receipt;

/** Makes a tag a copy of a book; a retired one is then found again. Two at once: one of them comes second
 *  and sees the first.
 *  Errors: unknown-book, tag-assigned unless `replace`, idempotency-key-reused, conflict. */
export function assignTag(
  { tagId, bookId, replace }: AssignTag,
  context: CommandContext,
): Promise<Decided<AssignedTag>> {
  return decideAndInsert<TagAssigned, AssignedTag>(context, async () => {
    const { events, state } = await readTag(context, tagId);
    const own = findOwn(events, 'TagAssigned', context);
    if (own) return whenOwn(own, bookId);
    if (!(await context.log.read(bookStream(bookId), REGISTERED_EVENT_ID))) {
      return reject('unknown-book', `No book ${bookId} is registered. Register it first.`);
    }
    if (countsAsCopy(state) && !replace) {
      const detail = `Tag ${tagId} is a copy of book ${state.bookId}. To make it a copy of ${bookId}, send "replace": true.`;
      return reject('tag-assigned', detail);
    }
    const recordedAt = context.now();
    const event: TagAssigned = {
      ...recordedNow(context, recordedAt),
      effectiveAt: afterDecisions(events, recordedAt),
      streamId: tagStream(tagId),
      eventId: assignEventId(nextNumber(events, 'TagAssigned')),
      type: 'TagAssigned',
      data: { tagId, bookId },
    };
    return { insert: event, answer: () => withReceipt(event) };
  });
}

function whenOwn(own: TagAssigned, bookId: string) {
  return own.data.bookId === bookId
    ? accept(withReceipt(own))
    : reject('idempotency-key-reused', `This Idempotency-Key assigned the tag to book ${own.data.bookId}.`);
}
