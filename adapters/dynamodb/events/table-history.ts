import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromItem } from '../../../app/events/event-codec';
import { checkEvent, corruptEvent } from '../../../app/history/check-event';
import type { Drift } from '../../../app/history/drift';
import type { HistorySource, StreamHistory } from '../../../app/history/history-source';
import type { LibraryEvent } from '../../../domain/events';
import { plainScan } from '../requests/plain-scan';

/** One segment a so many events: small enough that little is done twice after a kill. */
const EVENTS_A_SEGMENT = 50_000;
const MAX_SEGMENTS = 64;

type Options = {
  readonly segments: number;
  readonly expectedEvents: number;
  /** Hears of each item that is no event, or not the one that was recorded. Without it events are not checked,
   *  and an item that is none is thrown as CorruptEventError. */
  readonly onWrong?: (drift: Drift, cause?: unknown) => void;
  /** Hears of the UTC day on which each event was recorded. */
  readonly onRecorded?: (day: string) => void;
};

/** How many events the table holds, by its own count (which AWS brings up to date every few hours), and in
 *  how many segments to read them. */
export async function tableSize(client: DynamoDBClient, eventsTable: string) {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: eventsTable }));
  const expectedEvents = Table?.ItemCount ?? 0;
  const segments = Math.min(MAX_SEGMENTS, Math.max(4, Math.ceil(expectedEvents / EVENTS_A_SEGMENT)));
  return { expectedEvents, segments };
}

/** The Events table as a history, by a parallel scan. A scan gives a partition's items together, as far as
 *  anyone has seen, but promises it nowhere: a stream may come in pieces. */
export function tableHistory(
  client: DynamoDBClient,
  eventsTable: string,
  { segments, expectedEvents, onWrong, onRecorded }: Options,
): HistorySource {
  const toEvent = (item: Record<string, unknown>): LibraryEvent | undefined => {
    let event: LibraryEvent;
    try {
      event = fromItem(item);
    } catch (fault) {
      if (onWrong === undefined) throw fault;
      onWrong(corruptEvent(item, fault), fault);
      return undefined;
    }
    const drift = onWrong && checkEvent(item, event);
    if (drift) onWrong(drift);
    onRecorded?.(event.recordedAt.slice(0, 10));
    return event;
  };
  return {
    segments,
    expectedEvents,
    read: (segment) =>
      inStreams(
        plainScan(client, { TableName: eventsTable, Segment: segment, TotalSegments: segments }),
        toEvent,
      ),
  };
}

/** Items that follow one another in a stream, as one history. */
async function* inStreams(
  pages: AsyncIterable<Iterable<Record<string, unknown>>>,
  toEvent: (item: Record<string, unknown>) => LibraryEvent | undefined,
): AsyncIterable<StreamHistory> {
  let open: { readonly streamId: string; readonly events: LibraryEvent[] } | undefined;
  for await (const items of pages) {
    for (const item of items) {
      const streamId = String(item['streamId']);
      if (open?.streamId !== streamId) {
        if (open !== undefined) yield open;
        open = { streamId, events: [] };
      }
      const event = toEvent(item);
      if (event !== undefined) open.events.push(event);
    }
  }
  if (open !== undefined) yield open;
}
