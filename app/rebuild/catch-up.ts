import { eventFeed } from '../../contract/keys';
import type { LibraryEvent } from '../../domain/events';
import type { EventFeed } from '../events/event-feed';
import { mapLimited } from '../lib/map-limited';

const EVENTS_A_PAGE = 500;
const STREAMS_AT_ONCE = 50;
const CONCURRENT_SHARDS = 4;
const DAY_MS = 86_400_000;

/** Sorts after every key of that instant's events. */
const AFTER_ALL = '\uffff';

export type CatchUpPorts = {
  readonly feed: EventFeed;
  readonly readStream: (streamId: string) => Promise<readonly LibraryEvent[]>;
  /** Brings the tags and books of these events to what all events say; answers the streams that failed. */
  readonly project: (events: readonly LibraryEvent[]) => Promise<ReadonlyMap<string, unknown>>;
  readonly onEvents: (count: number) => void;
  readonly signal: AbortSignal;
};

/** Some of what was recorded: the streams, and how many events. */
export type Recorded = {
  readonly streamIds: readonly string[];
  readonly events: number;
  /** Each event's stream and its place in the feed, which no other event has. */
  readonly places: readonly { readonly streamId: string; readonly position: string }[];
};

type Span = { readonly from: string; readonly to: string };

/** The streams of everything recorded from an instant to another, each at least once, in groups.
 *  The index may lag: what was recorded moments ago can be missing. Errors: the signal's reason. */
export async function* streamsRecorded(
  feed: EventFeed,
  { from, to }: Span,
  signal: AbortSignal,
): AsyncIterable<Recorded> {
  const shards = Array.from({ length: eventFeed.shards }, (_, shard) => shard);
  for (const day of daysBetween(from, to)) {
    signal.throwIfAborted();
    let open = shards.map((shard) => ({ shard, above: from }));
    while (open.length > 0) {
      const pages = await mapLimited(open, CONCURRENT_SHARDS, async ({ shard, above }) => {
        const page = await feed.slice({
          day,
          shard,
          above,
          below: `${to}${AFTER_ALL}`,
          order: 'asc',
          limit: EVENTS_A_PAGE,
        });
        return { shard, page };
      });
      const places = pages.flatMap(({ page }) =>
        page.map(({ event, position }) => ({ streamId: event.streamId, position })),
      );
      const streamIds = [...new Set(places.map(({ streamId }) => streamId))];
      if (places.length > 0) yield { streamIds, events: places.length, places };
      open = pages.flatMap(({ shard, page }) => {
        const last = page.length < EVENTS_A_PAGE ? undefined : page.at(-1);
        return last === undefined ? [] : [{ shard, above: last.position }];
      });
    }
  }
}

/** Brings a generation that projectors write by now to everything recorded since an instant.
 *  Each stream is read whole, so that no event of it can be passed over.
 *  Errors: throws, naming a stream, if one could not be brought there. */
export async function catchUp(from: string, to: string, ports: CatchUpPorts): Promise<void> {
  for await (const { streamIds, events } of streamsRecorded(ports.feed, { from, to }, ports.signal)) {
    for (let i = 0; i < streamIds.length; i += STREAMS_AT_ONCE) {
      ports.signal.throwIfAborted();
      await bringForward(streamIds.slice(i, i + STREAMS_AT_ONCE), ports);
    }
    ports.onEvents(events);
  }
}

/** Brings these streams to what their events say. Errors: as catchUp. */
export async function bringForward(
  streamIds: readonly string[],
  { readStream, project }: Pick<CatchUpPorts, 'readStream' | 'project'>,
): Promise<void> {
  const histories = await mapLimited(streamIds, 8, readStream);
  const failures = await project(histories.flat());
  for (const [streamId, fault] of failures) {
    throw new Error(`${streamId} could not be brought into the new generation.`, { cause: fault });
  }
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${from.slice(0, 10)}T00:00:00Z`); at <= Date.parse(to); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
