import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { FROM_THE_FIRST, wholeFrom } from '../../../app/events/recorded-days';
import type { Clock } from '../../../app/lib/clock';
import { controlKeys } from '../../../contract/keys';
import { rowsPutOnce } from '../requests/rows-put-once';

type Place = {
  readonly client: DynamoDBClient;
  readonly tables: { readonly events: string; readonly control: string };
  readonly clock: Clock;
};

const storedSince = z.object({ since: z.string() });

/** From which day on all days are noted; undefined where none ever was. */
export async function notedSince({ client, tables }: Omit<Place, 'clock'>): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: tables.control,
      Key: marshall(controlKeys.recordedDaysSince),
      ConsistentRead: true,
    }),
  );
  return Item && storedSince.parse(unmarshall(Item)).since;
}

/** Notes days on which events are about to be recorded; resolves once they are noted. The first of all says from
 *  when on the list is whole: an empty table has nothing before. */
export function recordedDayNotes(place: Place): (days: Iterable<string>) => Promise<void> {
  const putOnce = rowsPutOnce(place.client, place.tables.control);
  let isBegun = false;
  return async (days) => {
    if (!isBegun) await beginList(place);
    isBegun = true;
    await putOnce([...new Set(days)].map(controlKeys.recordedDay));
  };
}

async function beginList(place: Place): Promise<void> {
  if ((await notedSince(place)) !== undefined) return;
  const { client, tables, clock } = place;
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: tables.events, Limit: 1, ConsistentRead: true }),
  );
  const since = wholeFrom(Items.length === 0, clock());
  try {
    await client.send(
      new PutItemCommand({
        TableName: tables.control,
        Item: marshall({ ...controlKeys.recordedDaysSince, since }),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (fault) {
    // Another was first, with an event that this one has met.
    if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
  }
}

/** Makes the list whole with all the days that events were recorded on. */
export async function completeRecordedDays(
  { client, tables }: Omit<Place, 'clock'>,
  days: Iterable<string>,
): Promise<void> {
  await rowsPutOnce(client, tables.control)([...days].map(controlKeys.recordedDay));
  await client.send(
    new PutItemCommand({
      TableName: tables.control,
      Item: marshall({ ...controlKeys.recordedDaysSince, since: FROM_THE_FIRST }),
    }),
  );
}
