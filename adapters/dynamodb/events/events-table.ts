import {
  BatchExecuteStatementCommand,
  type BatchStatementError,
  type BatchStatementResponse,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { fromItem, toItem } from '../../../app/events/event-codec';
import type { EventLog } from '../../../app/events/event-log';
import { mapLimited } from '../../../app/lib/map-limited';
import { waitInTime } from '../../../app/lib/working-time';
import type { LibraryEvent } from '../../../domain/events';
import { batchGet } from '../requests/batch-get';
import { queryRows } from '../requests/query-rows';

/** BatchExecuteStatement takes no more statements. */
const MAX_STATEMENTS = 25;
const MAX_ATTEMPTS = 8;
const BATCHES_AT_ONCE = 4;

/** Waits before trying the n-th time again: full jitter, at most 2 s. */
export type Pause = (attempt: number) => Promise<unknown>;
const withJitter: Pause = (attempt) => waitInTime(Math.random() * Math.min(2_000, 25 * 2 ** attempt));

type Answer = 'inserted' | 'exists';

/** The Events table. It only ever inserts: PartiQL INSERT refuses an existing key and has its own IAM action.
 *  `exists` may also be the call's own insert, if the answer to an earlier attempt was lost on the way. */
export function eventsTable(client: DynamoDBClient, tableName: string, pause: Pause = withJitter): EventLog {
  return {
    async insert(events) {
      const unique = firstOfEachKey(events);
      const answers = new Map<number, Answer>();
      await mapLimited(inBatches(unique), BATCHES_AT_ONCE, async (places) => {
        const batch = places.flatMap((place) => events[place] ?? []);
        const fates = await insertBatch(client, tableName, batch, pause);
        for (const [i, place] of places.entries()) answers.set(place, fates[i] ?? 'exists');
      });
      return events.map((_, place) => answers.get(place) ?? 'exists');
    },

    async read(streamId, eventId) {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tableName,
          Key: marshall({ streamId, eventId }),
          ConsistentRead: true,
        }),
      );
      return Item && fromItem(unmarshall(Item));
    },

    async readMany(keys) {
      const items = await batchGet(client, tableName, keys);
      return items.map(fromItem);
    },

    async readStream(streamId) {
      const items = queryRows(client, {
        TableName: tableName,
        KeyConditionExpression: 'streamId = :streamId',
        ExpressionAttributeValues: marshall({ ':streamId': streamId }),
        ConsistentRead: true,
      });
      const events: LibraryEvent[] = [];
      for await (const item of items) events.push(fromItem(item));
      return events;
    },
  };
}

function inBatches(places: readonly number[]): number[][] {
  const batches: number[][] = [];
  for (let start = 0; start < places.length; start += MAX_STATEMENTS) {
    batches.push(places.slice(start, start + MAX_STATEMENTS));
  }
  return batches;
}

/** The places of the events whose key none before them has: the same key twice in one batch would fail it
 *  whole. */
function firstOfEachKey(events: readonly LibraryEvent[]): number[] {
  const seen = new Set<string>();
  return [...events.entries()].flatMap(([place, event]) => {
    const key = JSON.stringify([event.streamId, event.eventId]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [place];
  });
}

/** Each statement of a batch has its own fate; the throttled ones are tried again. */
async function insertBatch(
  client: DynamoDBClient,
  tableName: string,
  events: readonly LibraryEvent[],
  pause: Pause,
): Promise<Answer[]> {
  const answers = new Map<LibraryEvent, Answer>();
  let waiting = events;
  for (let attempt = 1; waiting.length > 0; attempt += 1) {
    if (attempt > 1) await pause(attempt - 1);
    const { Responses = [] } = await client.send(
      new BatchExecuteStatementCommand({ Statements: waiting.map((event) => insertion(tableName, event)) }),
    );
    const throttled: LibraryEvent[] = [];
    for (const [i, event] of waiting.entries()) {
      const error = errorOf(Responses[i]);
      const fate = fateOf(error);
      if (fate === 'failed' || (fate === 'again' && attempt === MAX_ATTEMPTS)) {
        throw insertFault(event, error);
      }
      if (fate === 'again') throttled.push(event);
      else answers.set(event, fate);
    }
    waiting = throttled;
  }
  return events.map((event) => answers.get(event) ?? 'exists');
}

function insertion(tableName: string, event: LibraryEvent) {
  const item = Object.entries(marshall(toItem(event), { removeUndefinedValues: true }));
  const values = item.map(([name]) => `'${name}':?`).join(',');
  return {
    Statement: `INSERT INTO "${tableName}" VALUE {${values}}`,
    Parameters: item.map(([, value]) => value),
  };
}

/** DynamoDB documents DuplicateItem in a batch and DuplicateItemException elsewhere; engines differ. */
const DUPLICATE = new Set<string>(['DuplicateItem', 'DuplicateItemException']);
const PASSING = new Set<string>([
  'RequestLimitExceeded',
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'InternalServerError',
  'TransactionConflict',
]);

function errorOf(response: BatchStatementResponse | undefined): BatchStatementError | undefined {
  return response === undefined ? { Message: 'DynamoDB gave no answer for it' } : response.Error;
}

function fateOf(error: BatchStatementError | undefined): Answer | 'again' | 'failed' {
  if (error === undefined) return 'inserted';
  if (DUPLICATE.has(error.Code ?? '')) return 'exists';
  return PASSING.has(error.Code ?? '') ? 'again' : 'failed';
}

function insertFault({ streamId, eventId }: LibraryEvent, error: BatchStatementError | undefined) {
  const why = [error?.Code, error?.Message].filter(Boolean).join(': ');
  return new Error(`${streamId} ${eventId} was not inserted: ${why}`, { cause: error });
}
