import type { LibraryEvent } from '../../domain/events';
import { isBookEvent } from '../../domain/events';
import { bookStream, tagStream } from '../../domain/ids';
import { feedOf, storedDigest } from '../events/event-codec';
import { eventDigest } from '../events/event-digest';
import type { Drift } from './drift';

/** History itself is not what was recorded: an event of it was changed, moved or hidden, or is none. */
export class WrongEventError extends Error {
  override readonly name = 'WrongEventError';
  constructor(
    readonly drift: Drift,
    options?: ErrorOptions,
  ) {
    super(`${drift.row} is not as it was recorded; \`verify\` names every such event.`, options);
  }
}

/** What is wrong with a stored event by itself: not what it was when its digest was made, hidden from the
 *  index of recording, or under a key that is not its own. Undefined if nothing is. */
export function checkEvent(item: Readonly<Record<string, unknown>>, event: LibraryEvent): Drift | undefined {
  const digest = eventDigest(event);
  const expected: Record<string, unknown> = {};
  const stored: Record<string, unknown> = {};
  const streamId = isBookEvent(event) ? bookStream(event.data.bookId) : tagStream(event.data.tagId);
  const wanted = { digest, feed: feedOf(event, digest), streamId };
  for (const [name, value] of Object.entries(wanted)) {
    if (item[name] === value) continue;
    expected[name] = value;
    stored[name] = item[name];
  }
  if (Object.keys(expected).length === 0) return undefined;
  const { eventId, type, effectiveAt, recordedAt } = event;
  const row = `${event.streamId} ${eventId}${storedDigest(item) === digest ? '' : ' (changed since it was recorded)'}`;
  const events = [{ streamId: event.streamId, eventId, type, effectiveAt, recordedAt }];
  return { table: 'events', row, expected, stored, events };
}

/** A stored item that is no event at all. */
export function corruptEvent(item: Readonly<Record<string, unknown>>, fault: unknown): Drift {
  const { streamId, eventId } = item;
  const why = fault instanceof Error ? fault.message : String(fault);
  return { table: 'events', row: `${streamId} ${eventId}`, expected: 'an event', stored: why, events: [] };
}
