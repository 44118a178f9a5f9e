import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { fromItem } from '../../../app/events/event-codec';
import { eventDigest } from '../../../app/events/event-digest';
import { nameOf } from '../../../app/ledger/sealed-lines';
import type { RestoreTable } from '../../../app/restore/restore-events';
import { batchGet } from '../requests/batch-get';
import { eventsTable } from './events-table';

/** The Events table as a restore sees it. */
export function restoredTable(client: DynamoDBClient, tableName: string): RestoreTable {
  return {
    insert: eventsTable(client, tableName).insert,

    async count() {
      let count = 0;
      const pages = paginateScan({ client }, { TableName: tableName, Select: 'COUNT', ConsistentRead: true });
      for await (const page of pages) count += page.Count ?? 0;
      return count;
    },

    async digests(events) {
      const keys = events.map(({ streamId, eventId }) => ({ streamId, eventId }));
      const items = await batchGet(client, tableName, keys);
      return new Map(
        items.map((item) => {
          const event = fromItem(item);
          return [nameOf(event), eventDigest(event)] as const;
        }),
      );
    },
  };
}
