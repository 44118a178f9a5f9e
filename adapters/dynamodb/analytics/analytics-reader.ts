import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { mapLimited } from '../../../app/lib/map-limited';
import type { AnalyticsReader } from '../../../app/queries/ports';
import { analyticsKeys } from '../../../contract/keys';
import type { BookDay } from '../../../projections/analytics-rows';
import { storedReading } from '../circulation/tag-checkpoint';
import { batchGet } from '../requests/batch-get';
import { queryRows } from '../requests/query-rows';
import { storedBookDay, storedTotals } from './analytics-rows';
import { countingRows } from './counting-rows';

const rowKey = z.object({ pk: z.string(), sk: z.string() });
const contributionRow = z.object({ reading: storedReading });
const daySumRow = z.record(z.string(), z.unknown());

/** Each is a Query of its own; so many run at a time. */
const DAYS_AT_ONCE = 32;
/** Of more books a day is queried whole: a request asks for a hundred keys, and each costs a read, there or not. */
const BOOKS_BY_KEY = 25;

type Table = {
  readonly client: DynamoDBClient;
  readonly analyticsTable: string;
  readonly generation: string;
};

/** Analytics of one generation as the projector writes it. */
export function analyticsReader(
  client: DynamoDBClient,
  analyticsTable: string,
  generation: string,
): AnalyticsReader {
  const table: Table = { client, analyticsTable, generation };
  return {
    movedDays: (from, to) => movedDays(table, from, to),
    running: (bookIds) => running(table, bookIds),
    bookDays: (dates, bookIds) => bookDays(table, dates, bookIds),
    daySums: (dates) => daySums(table, dates),
    countedUpTo: (tagId) => countedUpTo(table, tagId),
  };
}

async function movedDays({ client, analyticsTable, generation }: Table, from: string, to: string) {
  const dates: string[] = [];
  const rows = queryRows(client, {
    TableName: analyticsTable,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: marshall({
      ':pk': analyticsKeys.movedDay(generation, '').pk,
      ':from': from,
      ':to': to,
    }),
    ConsistentRead: true,
  });
  for await (const row of rows) dates.push(rowKey.parse(row).sk);
  return dates;
}

async function running(table: Table, bookIds: readonly string[] | undefined) {
  const { client, analyticsTable, generation } = table;
  const rows = bookIds
    ? await batchGet(
        client,
        analyticsTable,
        bookIds.map((bookId) => analyticsKeys.running(generation, bookId)),
      )
    : await booksUnder(table, analyticsKeys.running(generation, '').pk);
  return new Map(rows.map((row) => [bookOf(rowKey.parse(row).sk), storedTotals.parse(row)]));
}

async function bookDays(table: Table, dates: readonly string[], bookIds: readonly string[] | undefined) {
  const { client, analyticsTable, generation } = table;
  const rows =
    bookIds && bookIds.length <= BOOKS_BY_KEY
      ? await batchGet(
          client,
          analyticsTable,
          dates.flatMap((date) => bookIds.map((bookId) => analyticsKeys.bookDay(generation, date, bookId))),
        )
      : (
          await mapLimited(dates, DAYS_AT_ONCE, (date) =>
            booksUnder(table, analyticsKeys.bookDay(generation, date, '').pk),
          )
        ).flat();
  const days = new Map<string, Map<string, BookDay>>(dates.map((date) => [date, new Map()]));
  const wanted = bookIds && new Set(bookIds);
  for (const row of rows) {
    const { pk, sk } = rowKey.parse(row);
    const bookId = bookOf(sk);
    if (wanted?.has(bookId) === false) continue;
    days.get(dayOf(table, pk))?.set(bookId, storedBookDay.parse(row));
  }
  return days;
}

async function daySums(table: Table, dates: readonly string[]) {
  const { client, analyticsTable, generation } = table;
  const shards = Array.from({ length: analyticsKeys.dayShards }, (_, shard) => shard);
  const keys = dates.flatMap((date) => shards.map((shard) => analyticsKeys.daySum(generation, date, shard)));
  const sums = new Map<string, Record<string, number>>(dates.map((date) => [date, {}]));
  for (const row of await batchGet(client, analyticsTable, keys)) {
    const { pk, sk, ...figures } = daySumRow.parse(row);
    const sum = sums.get(dayOf(table, z.string().parse(pk)));
    if (sum === undefined) throw new Error(`A day's row ${String(pk)} ${String(sk)} was not asked for.`);
    for (const [figure, amount] of Object.entries(figures)) {
      sum[figure] = (sum[figure] ?? 0) + z.number().parse(amount);
    }
  }
  return sums;
}

async function countedUpTo({ client, analyticsTable, generation }: Table, tagId: string) {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: analyticsTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': analyticsKeys.contribution(generation, tagId, 1).pk }),
      ConsistentRead: true,
      ScanIndexForward: false,
      Limit: 2,
    }),
  );
  const rows = Items.map((item) => unmarshall(item)).reverse();
  const counting = await countingRows(rows, generation, async (key) => {
    const [row] = await batchGet(client, analyticsTable, [key]);
    return row;
  });
  const latest = counting.at(-1);
  return latest && contributionRow.parse(latest).reading.recordedUpTo;
}

async function booksUnder({ client, analyticsTable }: Table, pk: string) {
  const rows: Record<string, unknown>[] = [];
  const found = queryRows(client, {
    TableName: analyticsTable,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :books)',
    ExpressionAttributeValues: marshall({ ':pk': pk, ':books': analyticsKeys.bookPrefix }),
    ConsistentRead: true,
  });
  for await (const row of found) rows.push(row);
  return rows;
}

const dayOf = ({ generation }: Table, pk: string) =>
  pk.slice(analyticsKeys.daySum(generation, '', 0).pk.length);
const bookOf = (sk: string) => sk.slice(analyticsKeys.bookPrefix.length);
