import { isTagEvent } from '../../domain/events';
import { tagStream } from '../../domain/ids';
import type { TagEvent } from '../../domain/tag/events';
import type { Rules } from '../../domain/tag/rules';
import { type InventoryRow, toInventoryRow } from '../../projections/inventory';
import type { EventLog } from '../events/event-log';
import { knownHistory, type Viewpoint } from './known-history';
import { pageOfEntries, type TimelinePage } from './timeline-page';

/** All of a tag's events, read consistently. */
export async function readTagEvents(log: Pick<EventLog, 'readStream'>, tagId: string): Promise<TagEvent[]> {
  const events = await log.readStream(tagStream(tagId));
  return events.filter(isTagEvent);
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
