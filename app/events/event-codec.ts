import { z } from 'zod';
import { eventFeed } from '../../contract/keys';
import type { LibraryEvent } from '../../domain/events';
import { bookOfStream, scanOfEvent, tagOfStream } from '../../domain/ids';
import { canonicalJson, envelopeOf, eventDigest } from './event-digest';
import { readEvent } from './read-event';

/** An event as the Events table holds it, in plain values. */
export type EventItem = Readonly<Record<string, unknown>> & {
  readonly streamId: string;
  readonly eventId: string;
  readonly recordedAt: string;
  readonly digest: string;
  readonly feed: string;
};

/** A stored item that is no event as we know them. */
export class CorruptEventError extends Error {
  override readonly name = 'CorruptEventError';
}

// Made once: making a schema costs far more than reading by it.
const withDigest = z.object({ digest: z.string() });
const withKey = z.object({ streamId: z.string(), eventId: z.string() });

/** The item of an event. Its `data` leaves out what the item's key says: every byte of it is read again by
 *  each rebuild. `data.extra` is kept as canonical JSON text: DynamoDB's numbers, nesting (32 levels) and
 *  attribute names cannot hold all that JSON can. */
export function toItem(event: LibraryEvent): EventItem {
  const digest = eventDigest(event);
  const envelope = envelopeOf(event);
  return { ...envelope, data: toStoredData(event), digest, feed: feedOf(event, digest) };
}

/** The partition of the index byRecorded in which an event stands. */
export const feedOf = ({ recordedAt }: LibraryEvent, digest: string) =>
  eventFeed.partition(recordedAt.slice(0, 10), Number.parseInt(digest.slice(0, 2), 16) % eventFeed.shards);

/** The event of an item, as plain values from the table, its index or its stream.
 *  Errors: CorruptEventError if the item is not an event; the digest is not checked here. */
export function fromItem(item: unknown): LibraryEvent {
  const event = readEvent(withWholeData(item));
  if (event.success) return event.data;
  throw new CorruptEventError(`${nameOf(item)} is no event: ${z.prettifyError(event.error)}`);
}

/** The digest that was stored with an item, or undefined where there is none. */
export function storedDigest(item: unknown): string | undefined {
  const parsed = withDigest.safeParse(item);
  return parsed.success ? parsed.data.digest : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function toStoredData({ streamId, eventId, data }: LibraryEvent): Fields {
  const said = saidByKey(streamId, eventId);
  const stored = Object.fromEntries(Object.entries(data).filter(([name, value]) => said[name] !== value));
  return 'extra' in data && data.extra !== undefined
    ? { ...stored, extra: canonicalJson(data.extra) }
    : stored;
}

function withWholeData(item: unknown): unknown {
  if (!isFields(item)) return item;
  const { streamId, eventId, data } = item;
  if (typeof streamId !== 'string' || typeof eventId !== 'string' || !isFields(data)) return item;
  // Items of before have all of it, and what an item has is what counts. Not spread: see ADR 0021.
  const whole = Object.assign(saidByKey(streamId, eventId), data);
  if (typeof data['extra'] === 'string') whole['extra'] = parseExtra(data['extra'], item);
  return Object.assign({}, item, { data: whole });
}

/** The fields of an event's data that its key says. */
function saidByKey(streamId: string, eventId: string): Record<string, unknown> {
  const bookId = bookOfStream(streamId);
  if (bookId !== undefined) return { bookId };
  const tagId = tagOfStream(streamId);
  const scanId = scanOfEvent(eventId);
  return scanId === undefined ? { tagId } : { scanId, tagId };
}

function parseExtra(text: string, item: Fields): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CorruptEventError(`${nameOf(item)}: data.extra is no JSON.`, { cause: error });
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function nameOf(item: unknown): string {
  const key = withKey.safeParse(item);
  return key.success ? `${key.data.streamId} ${key.data.eventId}` : 'An item without a key';
}
