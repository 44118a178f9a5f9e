import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { mapLimited } from '../../../app/lib/map-limited';
import { waitInTime } from '../../../app/lib/working-time';

type Key = Readonly<Record<string, string>>;

/** BatchGetItem takes no more keys. */
const MAX_KEYS = 100;
const MAX_ATTEMPTS = 8;

/** The rows with these keys that exist, in no order, read consistently. Keys must differ.
 *  Errors: throws if the table keeps leaving keys unprocessed. */
export async function batchGet(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly Key[],
): Promise<Record<string, unknown>[]> {
  const batches: Key[][] = [];
  for (let start = 0; start < keys.length; start += MAX_KEYS) {
    batches.push(keys.slice(start, start + MAX_KEYS));
  }
  const rows = await mapLimited(batches, 8, (batch) =>
    getAll(
      client,
      tableName,
      batch.map((key) => marshall(key)),
    ),
  );
  return rows.flat();
}

async function getAll(client: DynamoDBClient, tableName: string, keys: Record<string, AttributeValue>[]) {
  const rows: Record<string, unknown>[] = [];
  let open = keys;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    if (attempt > MAX_ATTEMPTS) throw new Error(`${tableName} left ${open.length} keys unread; try again.`);
    if (attempt > 1) await waitInTime(Math.random() * 25 * 2 ** attempt);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: open, ConsistentRead: true } } }),
    );
    rows.push(...(Responses?.[tableName] ?? []).map((item) => unmarshall(item)));
    open = UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return rows;
}
