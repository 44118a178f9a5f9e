import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mapLimited } from '../../../app/lib/map-limited';

type Key = { readonly pk: string; readonly sk: string };

const PUTS_AT_ONCE = 16;
const MAX_REMEMBERED = 50_000;

/** Puts rows that are nothing but their key. What this has put once it remembers and does not put again, so that rows
 *  which many ask for cost next to nothing. Resolves once all of them are stored. */
export function rowsPutOnce(
  client: DynamoDBClient,
  TableName: string,
): (rows: readonly Key[]) => Promise<void> {
  const known = new Set<string>();
  return async (rows) => {
    const missing = new Map(
      rows.map((row) => [`${row.pk}\n${row.sk}`, row] as const).filter(([name]) => !known.has(name)),
    );
    if (known.size + missing.size > MAX_REMEMBERED) known.clear();
    await mapLimited([...missing], PUTS_AT_ONCE, async ([name, row]) => {
      await client.send(new PutItemCommand({ TableName, Item: marshall(row) }));
      known.add(name);
    });
  };
}
