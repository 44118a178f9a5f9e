import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { fromItem, storedDigest } from '../../app/event-codec';
import type { EventFeed, RecordedEvent } from '../../app/queries/ports';
import { eventFeed } from '../../contract/keys';
import { TABLES } from '../../contract/tables';

const INDEX = 'byRecorded';
const { partitionKey, sortKey } = TABLES.events.indexes[INDEX];
const feedRow = z.object({ [sortKey]: z.string() });

/** The Events table by time of recording. */
export function eventFeedReader(client: DynamoDBClient, eventsTable: string): EventFeed {
  return {
    async slice({ day, shard, above, below, order, limit }) {
      if (above >= below) return [];
      const found: { event: RecordedEvent; position: string }[] = [];
      // BETWEEN includes its bounds, which we do not.
      const pages = paginateQuery(
        { client, pageSize: limit + 1 },
        {
          TableName: eventsTable,
          IndexName: INDEX,
          KeyConditionExpression: '#feed = :feed AND #key BETWEEN :above AND :below',
          ExpressionAttributeNames: { '#feed': partitionKey, '#key': sortKey },
          ExpressionAttributeValues: marshall({
            ':feed': eventFeed.partition(day, shard),
            ':above': above,
            ':below': below,
          }),
          ScanIndexForward: order === 'asc',
        },
      );
      for await (const { Items = [] } of pages) {
        for (const item of Items.map((each) => unmarshall(each))) {
          const position = feedRow.parse(item)[sortKey];
          if (position > above && position < below) found.push({ event: toRecorded(item), position });
        }
        if (found.length >= limit) break;
      }
      return found.slice(0, limit);
    },
  };
}

const toRecorded = (item: unknown): RecordedEvent => ({
  ...fromItem(item),
  digest: storedDigest(item) ?? '',
});
