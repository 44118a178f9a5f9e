import { eventFeed } from '../../contract/keys';
import { comingsAndGoings } from '../../domain/book/book';
import { bookOfStream, numberOfEvent, tagOfStream } from '../../domain/ids';
import type { EventFeed, RecordedEvent } from '../events/event-feed';
import { mapLimited } from '../lib/map-limited';
import type { AnalyticsReader, ReadModels, StoredBook } from './ports';

/** How far a read model is behind. */
export type ProjectionLag = {
  /** The age of the oldest event found that the model does not show yet; 0 if it shows the newest ones. */
  readonly lagMs: number;
  /** When the newest event that was looked at was recorded. */
  readonly newestRecordedAt?: string;
};

/** Whether a read model shows an event. */
type IsShown = (event: RecordedEvent) => Promise<boolean>;

/** An event recorded by a clock ahead of ours is looked for, too. */
const CLOCK_SKEW_MS = 3_600_000;

/** How far back is looked for the last event shown: twice as far each time, up to about three days. */
const STEPS_BACK_MS = Array.from({ length: 19 }, (_, i) => 1_000 * 2 ** i);

/** The newest event of each shard of the feed is looked for in each model. Where one is missing, ever older
 *  ones are, until they are found: the true lag is between half of what is said and all of it. */
export async function projectionLags<Model extends string>(
  feed: EventFeed,
  models: Readonly<Record<Model, IsShown>>,
  now: string,
): Promise<Record<Model, ProjectionLag>> {
  const newest = await newestBefore(feed, instantBefore(now, -CLOCK_SKEW_MS));
  const newestRecordedAt = newest
    .map((event) => event.recordedAt)
    .sort()
    .at(-1);
  const lags = await Promise.all(
    Object.entries<IsShown>(models).map(async ([model, isShown]) => {
      const lagMs = await lagOf(feed, newest, isShown, now);
      return [model, { lagMs, ...(newestRecordedAt && { newestRecordedAt }) }] as const;
    }),
  );
  return Object.fromEntries(lags) as Record<Model, ProjectionLag>;
}

async function lagOf(feed: EventFeed, newest: readonly RecordedEvent[], isShown: IsShown, now: string) {
  let oldest = await oldestMissing(newest, isShown);
  if (oldest === undefined) return 0;
  for (const back of STEPS_BACK_MS) {
    const earlier = await newestBefore(feed, instantBefore(now, back));
    const missing = await oldestMissing(earlier, isShown);
    if (missing === undefined) break;
    if (missing < oldest) oldest = missing;
  }
  return Math.max(0, Date.parse(now) - Date.parse(oldest));
}

const instantBefore = (now: string, ms: number) => new Date(Date.parse(now) - ms).toISOString();

async function oldestMissing(
  events: readonly RecordedEvent[],
  isShown: IsShown,
): Promise<string | undefined> {
  const missing = await mapLimited(events, eventFeed.shards, async (event) =>
    (await isShown(event)) ? [] : [event.recordedAt],
  );
  return missing.flat().sort()[0];
}

/** The newest event of each shard before an instant, on its UTC day or the day before. */
async function newestBefore(feed: EventFeed, instant: string): Promise<RecordedEvent[]> {
  const today = instant.slice(0, 10);
  const yesterday = new Date(Date.parse(today) - 1).toISOString().slice(0, 10);
  const newestOf = (day: string) =>
    mapLimited(
      Array.from({ length: eventFeed.shards }, (_, shard) => shard),
      eventFeed.shards,
      (shard) => feed.slice({ day, shard, above: day, below: instant, order: 'desc', limit: 1 }),
    );
  const found = (await newestOf(today)).flat();
  const events = found.length > 0 ? found : (await newestOf(yesterday)).flat();
  return events.map(({ event }) => event);
}

/** Inventory and Stock: the tag's row has read the event, or the book's row has its details. */
export const isInCirculation =
  ({ inventory, stock }: Pick<ReadModels, 'inventory' | 'stock'>): IsShown =>
  async ({ streamId, eventId, recordedAt }) => {
    const tagId = tagOfStream(streamId);
    if (tagId !== undefined) return ((await inventory.tag(tagId))?.recordedUpTo ?? '') >= recordedAt;
    const book = await stock.book(bookOfStream(streamId) ?? '');
    return book?.detailsRevision !== undefined && hasBookEvent(book, eventId);
  };

/** Analytics: the tag's last contribution has read the event; books' details have no part in it. */
export const isInAnalytics =
  (analytics: AnalyticsReader): IsShown =>
  async ({ streamId, recordedAt }) => {
    const tagId = tagOfStream(streamId);
    return tagId === undefined || ((await analytics.countedUpTo(tagId)) ?? '') >= recordedAt;
  };

/** Whether a registered book's row shows the event of its stream. */
function hasBookEvent({ detailsRevision = 0, withdrawals = [] }: StoredBook, eventId: string): boolean {
  const n = numberOfEvent(eventId);
  if (eventId.startsWith('withdraw#')) return withdrawals.length >= n;
  if (eventId.startsWith('details#')) return detailsRevision - comingsAndGoings({ withdrawals }) >= n;
  return withdrawals.filter(({ to }) => to !== undefined).length >= n - 1;
}
