import { z } from 'zod';
import { eventFeed } from '../../contract/keys';
import type { LibraryEvent } from '../../domain/events';
import { CorruptEventError, feedOf, fromItem, storedDigest } from '../events/event-codec';
import { eventDigest } from '../events/event-digest';
import { compareFeedPositions, feedPositionOf, nameOf } from './sealed-lines';

/** The Events table by UTC day of recording. */
export type RecordedDays = {
  /** The items of one shard of a day's feed, in its order. Eventually consistent. */
  shard(day: string, shard: number): AsyncIterable<unknown>;
  /** The day of the earliest event, read consistently, or undefined while there is none. */
  firstDay(): Promise<string | undefined>;
};

/** An item of the table: an event as it was recorded, or what shows that it is none. */
export type FoundEvent =
  | { readonly event: LibraryEvent; readonly digest: string }
  | { readonly fault: string };

const indexKey = z.object({ feed: z.string() });

/** Reads an item of the Events table as it was written, or says how it differs from all that is ever written. */
export function examineItem(item: unknown): FoundEvent {
  let event: LibraryEvent;
  try {
    event = fromItem(item);
  } catch (error) {
    if (error instanceof CorruptEventError) return { fault: error.message };
    throw error;
  }
  const digest = eventDigest(event);
  if (storedDigest(item) !== digest) {
    return { fault: `${nameOf(event)} is not what its stored digest was made of: it was changed` };
  }
  const stored = indexKey.safeParse(item);
  if (!stored.success || stored.data.feed !== feedOf(event, digest)) {
    return { fault: `${nameOf(event)} is filed under another time than it was recorded at: it was changed` };
  }
  return { event, digest };
}

/** A day's events in the order of the feed, each once, and what is filed under the day and is no event.
 *  Holds a page a shard. */
export async function* recordedOn(days: RecordedDays, day: string): AsyncGenerator<FoundEvent> {
  const shards = Array.from({ length: eventFeed.shards }, (_, shard) =>
    days.shard(day, shard)[Symbol.asyncIterator](),
  );
  try {
    const heads = await Promise.all(shards.map((shard) => headOf(shard)));
    for (;;) {
      const first = heads.reduce<Head | undefined>(
        (least, head) => (head && (!least || compareFeedPositions(head.key, least.key) < 0) ? head : least),
        undefined,
      );
      if (first === undefined) return;
      yield first.found;
      heads[heads.indexOf(first)] = await headOf(first.shard);
    }
  } finally {
    await Promise.all(shards.map((shard) => shard.return?.()));
  }
}

type Head = {
  readonly shard: AsyncIterator<unknown>;
  readonly key: string;
  readonly found: FoundEvent;
};

/** What is no event has no place in the order: it comes as soon as it is met. */
async function headOf(shard: AsyncIterator<unknown>): Promise<Head | undefined> {
  const next = await shard.next();
  if (next.done) return undefined;
  const found = examineItem(next.value);
  return { shard, key: 'event' in found ? feedPositionOf(found.event) : '', found };
}
