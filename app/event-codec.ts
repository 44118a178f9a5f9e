import { z } from 'zod';
import { eventFeed } from '../contract/keys';
import type { LibraryEvent } from '../domain/events';
import { canonicalJson, envelopeOf, eventDigest } from './event-digest';
import { readEvent } from './read-event';

/** An event as the Events table holds it, in plain values. */
export type EventItem = Readonly<Record<string, unknown>> & {
  readonly streamId: string;
  readonly eventId: string;
  readonly digest: string;
  readonly feed: string;
  readonly feedKey: string;
};

/** A stored item that is no event as we know them. */
export class CorruptEventError extends Error {
  override readonly name = 'CorruptEventError';
}

// Made once: making a schema costs far more than reading by it.
const withDigest = z.object({ digest: z.string() });
const withExtra = z.looseObject({ data: z.looseObject({ extra: z.string() }) });
const withKey = z.object({ streamId: z.string(), eventId: z.string() });

/** The item of an event. `data.extra` is kept as canonical JSON text: DynamoDB's numbers, nesting (32
 *  levels) and attribute names cannot hold all that JSON can. */
export function toItem(event: LibraryEvent): EventItem {
  const digest = eventDigest(event);
  const envelope = envelopeOf(event);
  return {
    ...envelope,
    data: encodeExtra(envelope.data),
    digest,
    feed: eventFeed.partition(
      event.recordedAt.slice(0, 10),
      Number.parseInt(digest.slice(0, 2), 16) % eventFeed.shards,
    ),
    feedKey: eventFeed.sortKey(event.recordedAt, event.eventId, event.streamId),
  };
}

/** The event of an item, as plain values from the table, its index or its stream.
 *  Errors: CorruptEventError if the item is not an event; the digest is not checked here. */
export function fromItem(item: unknown): LibraryEvent {
  const event = readEvent(decodeExtra(item));
  if (event.success) return event.data;
  throw new CorruptEventError(`${nameOf(item)} is no event: ${z.prettifyError(event.error)}`);
}

/** The digest that was stored with an item, or undefined where there is none. */
export function storedDigest(item: unknown): string | undefined {
  const parsed = withDigest.safeParse(item);
  return parsed.success ? parsed.data.digest : undefined;
}

function encodeExtra(data: LibraryEvent['data']) {
  return 'extra' in data && data.extra !== undefined ? { ...data, extra: canonicalJson(data.extra) } : data;
}

function decodeExtra(item: unknown): unknown {
  if (!hasExtra(item)) return item;
  const encoded = withExtra.safeParse(item);
  if (!encoded.success) return item;
  const { data } = encoded.data;
  try {
    return { ...encoded.data, data: { ...data, extra: JSON.parse(data.extra) } };
  } catch (error) {
    throw new CorruptEventError(`${nameOf(item)}: data.extra is no JSON.`, { cause: error });
  }
}

/** Few have: those that have not need no copy. */
function hasExtra(item: unknown): boolean {
  if (typeof item !== 'object' || item === null || !('data' in item)) return false;
  const { data } = item;
  return typeof data === 'object' && data !== null && 'extra' in data;
}

function nameOf(item: unknown): string {
  const key = withKey.safeParse(item);
  return key.success ? `${key.data.streamId} ${key.data.eventId}` : 'An item without a key';
}
