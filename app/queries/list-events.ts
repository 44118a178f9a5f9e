import { eventFeed } from '../../contract/keys';
import type { EventFeed, FeedOrder, RecordedEvent } from '../events/event-feed';
import type { RecordedDayList } from '../events/recorded-days';
import { mapLimited } from '../lib/map-limited';
import { type Page, type PageRequest, type Placed, takePage } from './page';

/** Days asked for at once; each is eight requests. */
const DAYS_AT_ONCE = 4;

/** Where events are found by time of recording. */
export type Recorded = { readonly feed: EventFeed; readonly recordedDays: RecordedDayList };

/** Sorts after every feed position that begins with the same instant. */
const LAST = '\uffff';

/** What was recorded from one instant to another, both included, by time of recording. */
export function listEvents(
  recorded: Recorded,
  request: PageRequest & { readonly from: string; readonly to: string; readonly order: FeedOrder },
): Promise<Page<RecordedEvent>> {
  return takePage(merged(recorded, request), request.limit);
}

async function* merged(
  { feed, recordedDays }: Recorded,
  { from, to, order, after, limit }: PageRequest & { from: string; to: string; order: FeedOrder },
): AsyncGenerator<readonly Placed<RecordedEvent>[]> {
  const last = `${to}${LAST}`;
  const above = order === 'asc' && after !== undefined && after > from ? after : from;
  const below = order === 'desc' && after !== undefined && after < last ? after : last;
  const days = [...(await recordedDays.between(above.slice(0, 10), below.slice(0, 10)))];
  if (order === 'desc') days.reverse();
  for (let start = 0; start < days.length; start += start === 0 ? 1 : DAYS_AT_ONCE) {
    const someDays = days.slice(start, start + (start === 0 ? 1 : DAYS_AT_ONCE));
    const slices = someDays.flatMap((day) =>
      Array.from({ length: eventFeed.shards }, (_, shard) => ({
        day,
        shard,
        above,
        below,
        order,
        limit: limit + 1,
      })),
    );
    const read = await mapLimited(slices, 32, (slice) => feed.slice(slice));
    const sign = order === 'asc' ? 1 : -1;
    yield read
      .flat()
      .map(({ event, position }) => ({ item: event, position }))
      .sort((a, b) => (a.position < b.position ? -sign : sign))
      .slice(0, limit + 1);
  }
}
