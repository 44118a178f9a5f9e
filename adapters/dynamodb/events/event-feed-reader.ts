import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { fromItem, storedDigest } from '../../../app/events/event-codec';
import type { EventFeed, RecordedEvent } from '../../../app/events/event-feed';
import { eventFeed } from '../../../contract/keys';
import { TABLES } from '../../../contract/tables';
import { queryRows } from '../requests/query-rows';
import { inFeedOrder } from './feed-order';

const INDEX = 'byRecorded';
const { partitionKey, sortKey } = TABLES.events.indexes[INDEX];

/** The Events table by time of recording. */
export function eventFeedReader(client: DynamoDBClient, eventsTable: string): EventFeed {
  return {
    async slice({ day, shard, above, below, order, limit }) {
      if (above >= below) return [];
      // A position begins with its instant, so that what lies between two lies between their instants.
      const rows = queryRows(client, {
        TableName: eventsTable,
        IndexName: INDEX,
        KeyConditionExpression: '#feed = :feed AND #recordedAt BETWEEN :above AND :below',
        ExpressionAttributeNames: { '#feed': partitionKey, '#recordedAt': sortKey },
        ExpressionAttributeValues: marshall({
          ':feed': eventFeed.partition(day, shard),
          ':above': eventFeed.instantOf(above),
          ':below': eventFeed.instantOf(below),
        }),
        ScanIndexForward: order === 'asc',
        // One that `above` names, and one of the next instant, which ends the last one wanted.
        Limit: limit + 2,
      });
      const found: { event: RecordedEvent; position: string }[] = [];
      for await (const { item, position } of inFeedOrder(rows, order)) {
        if (position > above && position < below) found.push({ event: toRecorded(item), position });
        if (found.length === limit) break;
      }
      return found;
    },
  };
}

const toRecorded = (item: unknown): RecordedEvent => ({
  ...fromItem(item),
  digest: storedDigest(item) ?? '',
});
