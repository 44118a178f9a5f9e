import type { Decider } from '../../domain/decision';
import { bookStream, REGISTERED_EVENT_ID } from '../../domain/ids';
import { type AssignHistory, type AssignTag, assignTag } from '../../domain/tag/decide/assign-tag';
import type { TagHistory } from '../../domain/tag/decide/decisions-so-far';
import { type IgnoreTag, ignoreTag } from '../../domain/tag/decide/ignore-tag';
import type { TagAssigned, TagEvent, TagIgnored } from '../../domain/tag/events';
import { readTagEvents } from '../queries/tag-timeline';
import { type Receipt, withReceipt } from './command-context';
import type { UseCase } from './run-command';

/** A command on one tag that is decided on the tag's events alone, answered with the event's data. */
export const onTag = <Command extends { readonly tagId: string }, E extends TagEvent>(
  decider: Decider<Command, TagHistory, E>,
): UseCase<Command, TagHistory, E, E['data'] & Receipt> => ({
  decider,
  read: async ({ tagId }, { log }) => ({ events: await readTagEvents(log, tagId) }),
  answer: withReceipt,
});

/** Without a receipt the tag was so already, and nothing was recorded. */
export const ignoringTag: UseCase<IgnoreTag, TagHistory, TagIgnored, IgnoreTag & Partial<Receipt>> = {
  ...onTag(ignoreTag),
  unchanged: (_, command) => command,
};

export const assigningTag: UseCase<AssignTag, AssignHistory, TagAssigned, TagAssigned['data'] & Receipt> = {
  decider: assignTag,
  async read({ tagId, bookId }, { log }) {
    const [events, registered] = await Promise.all([
      readTagEvents(log, tagId),
      log.read(bookStream(bookId), REGISTERED_EVENT_ID),
    ]);
    return { events, isBookRegistered: registered !== undefined };
  },
  answer: withReceipt,
};
