import { z } from 'zod';
import type { FeedOrder } from '../../../app/events/event-feed';
import { compareFeedPositions } from '../../../app/ledger/sealed-lines';
import { eventFeed } from '../../../contract/keys';

type Row = Record<string, unknown>;
/** An item of the index with its place in the feed. */
export type FeedRow = { readonly item: Row; readonly position: string };

const keys = z.object({ recordedAt: z.string(), eventId: z.string(), streamId: z.string() });

/** Items of one partition of the index in the order of the feed. The index sorts by instant only, and
 *  promises no order within one: those of an instant are held until the next one comes. */
export async function* inFeedOrder(
  items: AsyncIterable<Row>,
  order: FeedOrder = 'asc',
): AsyncGenerator<FeedRow> {
  let ofOneInstant: FeedRow[] = [];
  let instant: string | undefined;
  const sorted = () =>
    ofOneInstant.sort((a, b) => compareFeedPositions(a.position, b.position) * (order === 'asc' ? 1 : -1));
  for await (const item of items) {
    const { recordedAt, eventId, streamId } = keys.parse(item);
    if (recordedAt !== instant) {
      yield* sorted();
      ofOneInstant = [];
      instant = recordedAt;
    }
    ofOneInstant.push({ item, position: eventFeed.position(recordedAt, eventId, streamId) });
  }
  yield* sorted();
}
