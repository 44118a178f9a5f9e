import type { LibraryEvent } from '../../domain/events';

/** An event with the digest stored beside it. */
export type RecordedEvent = LibraryEvent & { readonly digest: string };

export type FeedOrder = 'asc' | 'desc';

/** A stretch of one UTC day's feed. Bounds are feed positions, both left out. */
export type FeedSlice = {
  readonly day: string;
  readonly shard: number;
  readonly above: string;
  readonly below: string;
  readonly order: FeedOrder;
  readonly limit: number;
};

/** What was recorded, by time of recording. Eventually consistent: an event can turn up after later ones. */
export type EventFeed = {
  slice(slice: FeedSlice): Promise<readonly { readonly event: RecordedEvent; readonly position: string }[]>;
};
