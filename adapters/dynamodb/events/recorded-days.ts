import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { RecordedDays } from '../../../app/ledger/recorded-days';
import { eventFeed } from '../../../contract/keys';
import { TABLES } from '../../../contract/tables';
import { queryRows } from '../requests/query-rows';
import { inFeedOrder } from './feed-order';

const INDEX = 'byRecorded';
const recorded = z.object({ recordedAt: z.string() });

/** The Events table by day of recording, over its index. */
export function recordedDays(client: DynamoDBClient, eventsTable: string): RecordedDays {
  return {
    async *shard(day, shard) {
      const rows = queryRows(client, {
        TableName: eventsTable,
        IndexName: INDEX,
        KeyConditionExpression: '#feed = :feed',
        ExpressionAttributeNames: { '#feed': TABLES.events.indexes[INDEX].partitionKey },
        ExpressionAttributeValues: marshall({ ':feed': eventFeed.partition(day, shard) }),
      });
      for await (const { item } of inFeedOrder(rows)) yield item;
    },

    async firstDay() {
      return (await firstRecordedAt(client, eventsTable))?.slice(0, 10);
    },
  };
}

/** When the earliest event was recorded, read consistently, or undefined while there is none. Reads the table. */
export async function firstRecordedAt(
  client: DynamoDBClient,
  eventsTable: string,
): Promise<string | undefined> {
  let first: string | undefined;
  for await (const recordedAt of timesRecorded(client, eventsTable)) {
    if (first === undefined || recordedAt < first) first = recordedAt;
  }
  return first;
}

/** The UTC days on which events were recorded. Reads the table. */
export async function daysRecorded(client: DynamoDBClient, eventsTable: string): Promise<Set<string>> {
  const days = new Set<string>();
  for await (const recordedAt of timesRecorded(client, eventsTable)) days.add(recordedAt.slice(0, 10));
  return days;
}

async function* timesRecorded(client: DynamoDBClient, eventsTable: string): AsyncGenerator<string> {
  const pages = paginateScan(
    { client },
    { TableName: eventsTable, ProjectionExpression: 'recordedAt', ConsistentRead: true },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      // An item without it is no event, of which others tell.
      const { data } = recorded.safeParse(unmarshall(item));
      if (data) yield data.recordedAt;
    }
  }
}
