import { tagOfStream } from '../../domain/ids';
import type { Rules } from '../../domain/tag/rules';
import type { EventLog } from '../events/event-log';
import { mapLimited } from '../lib/map-limited';
import { knownHistory } from './known-history';
import type { StockReader } from './ports';
import { readTagEvents } from './tag-timeline';
import { type TimelineEntry, toTimelineEntry } from './timeline-entry';

const TAGS_AT_ONCE = 8;

/** An event as in its tag's timeline, with the name of the book that the tag was a copy of. */
export type EventEntry = TimelineEntry & { readonly name?: string };

type Named = { readonly streamId: string; readonly eventId: string };
const keyOf = ({ streamId, eventId }: Named) => `${streamId}\u0000${eventId}`;

/** What these events mean by all that is recorded now; those that are about no tag have no entry. Each tag's history
 *  is read once, and each book. */
export async function eventEntries(
  events: readonly Named[],
  { log, stock }: { readonly log: Pick<EventLog, 'readStream'>; readonly stock: StockReader },
  rules: Rules,
): Promise<(event: Named) => EventEntry | undefined> {
  const wanted = new Set(events.map(keyOf));
  const tagIds = [...new Set(events.flatMap(({ streamId }) => tagOfStream(streamId) ?? []))];
  const histories = await mapLimited(tagIds, TAGS_AT_ONCE, async (tagId) => {
    const { steps } = knownHistory(await readTagEvents(log, tagId), {}, rules);
    return steps.filter(({ event }) => wanted.has(keyOf(event)));
  });
  const entries = histories.flat().map((step) => ({ key: keyOf(step.event), entry: toTimelineEntry(step) }));
  const bookIds = [...new Set(entries.flatMap(({ entry }) => entry.bookId ?? []))];
  const books = await mapLimited(bookIds, TAGS_AT_ONCE, (bookId) => stock.book(bookId));
  const names = new Map(bookIds.map((bookId, at) => [bookId, books[at]?.row.name]));
  const named = entries.map(({ key, entry }): [string, EventEntry] => {
    const name = entry.bookId === undefined ? undefined : names.get(entry.bookId);
    return [key, name === undefined ? entry : { ...entry, name }];
  });
  const byKey = new Map(named);
  return (event) => byKey.get(keyOf(event));
}
