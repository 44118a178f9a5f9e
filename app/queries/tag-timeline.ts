import { tagStream } from '../../domain/event-ids';
import { isBookEvent, type TagEvent } from '../../domain/events';
import type { Rules } from '../../domain/rules';
import { type InventoryRow, toInventoryRow } from '../../projections/inventory';
import type { EventLog } from '../ports';
import { knownHistory, type Viewpoint } from './known-history';
import { pageOfEntries, type TimelinePage } from './timeline-page';

/** All of a tag's events, read consistently. */
export async function readTagEvents(log: Pick<EventLog, 'readStream'>, tagId: string): Promise<TagEvent[]> {
  const events = await log.readStream(tagStream(tagId));
  return events.filter((event): event is TagEvent => !isBookEvent(event));
}

/** A tag's history and its state from a viewpoint, or undefined for a tag of which nothing was ever
 *  recorded. Read from the events: no read model can be behind. */
export async function tagTimeline(
  log: Pick<EventLog, 'readStream'>,
  rules: Rules,
  request: { readonly tagId: string } & Viewpoint & {
      readonly limit: number;
      readonly after?: string | undefined;
    },
): Promise<(TimelinePage & { readonly state: InventoryRow }) | undefined> {
  const events = await readTagEvents(log, request.tagId);
  if (events.length === 0) return undefined;
  const { steps, state } = knownHistory(events, request, rules);
  return { ...pageOfEntries(steps, request), state: toInventoryRow(request.tagId, state) };
}
