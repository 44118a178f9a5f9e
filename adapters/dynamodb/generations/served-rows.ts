import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Figures } from '../../../app/history/generation-writer';
import type { RowValue, ServedRows, ServedTag, SumKey } from '../../../app/verify/served-rows';
import { analyticsKeys, inventoryKeys, stockKeys } from '../../../contract/keys';
import type { Calendar } from '../../../domain/calendar';
import { addCounters } from '../../../projections/counters';
import { countingRows } from '../analytics/counting-rows';
import { storedReading } from '../circulation/tag-checkpoint';
import { plainScan } from '../requests/plain-scan';
import { partitionRows, queryRows } from '../requests/query-rows';
import { expectedRows } from './expected-rows';
import { analyticsLines, inventoryLines, stockLines, withoutKeys } from './served-lines';

type Settings = {
  readonly client: DynamoDBClient;
  readonly tables: { readonly inventory: string; readonly stock: string; readonly analytics: string };
  readonly generation: string;
  readonly calendar: Calendar;
  /** Of the scan of each table. */
  readonly segments: number;
};

type Stored = Record<string, unknown>;
const contribution = z.object({ added: z.record(z.string(), z.number()), reading: z.unknown() });
const counts = z.object({ total: z.number().default(0), onLoan: z.number().default(0) });
const figures = z.record(z.string(), z.number());

/** The rows of one generation as DynamoDB holds them. Single rows are read consistently. */
export function servedRows(settings: Settings): ServedRows {
  const { client, tables, generation, calendar } = settings;
  const partition = async (table: string, pk: string) => {
    const rows: Stored[] = [];
    for await (const row of partitionRows(client, table, pk)) rows.push(row);
    return rows;
  };
  return {
    segments: settings.segments,
    async *scan(segment) {
      const of = (TableName: string) => scanAll(client, TableName, segment, settings);
      yield* inventoryLines(of(tables.inventory), generation);
      yield* stockLines(of(tables.stock), generation);
      yield* analyticsLines(of(tables.analytics), generation);
    },

    async readTag(tagId) {
      const [inventory, contributions] = await Promise.all([
        partition(tables.inventory, inventoryKeys.tag(generation, tagId).pk),
        partition(tables.analytics, analyticsKeys.contribution(generation, tagId, 1).pk),
      ]);
      // Read after the rows: a batch that is committed in between counts with what it has moved.
      const counting = await countingRows(contributions, generation, (key) =>
        getRow(client, tables.analytics, key),
      );
      return toServedTag(inventory, counting);
    },

    async readSum(key) {
      const rows = await readSumRows(key, settings);
      return addCounters(rows);
    },

    isListed: async (date) =>
      (await getRow(client, tables.analytics, analyticsKeys.movedDay(generation, date))) !== undefined,

    async readBook(bookId) {
      const row = await getRow(client, tables.stock, stockKeys.book(generation, bookId));
      const { total: _total, onLoan: _onLoan, ...details } = withoutKeys(row ?? {});
      return Object.keys(details).length > 0 ? details : undefined;
    },

    async tagsOf(bookId) {
      const tags: string[] = [];
      const rows = queryRows(client, {
        TableName: tables.inventory,
        IndexName: 'byBook',
        KeyConditionExpression: 'bookList = :list',
        ExpressionAttributeValues: marshall({ ':list': inventoryKeys.bookList(generation, bookId) }),
      });
      for await (const { bookListKey } of rows) tags.push(z.string().parse(bookListKey));
      return tags;
    },

    ...expectedRows(generation, calendar),
  };
}

function toServedTag(inventory: readonly Stored[], contributions: readonly Stored[]): ServedTag {
  const rows = new Map<string, RowValue>(inventory.map((row) => [String(row['sk']), withoutKeys(row)]));
  const parsed = contributions.map((row) => contribution.parse(row));
  const added = addCounters(parsed.map((row) => row.added));
  const newest = contributions.at(-1);
  if (newest !== undefined) {
    const { reading, rewriting } = newest;
    rows.set('contributions', { added, reading, ...(rewriting === true && { rewriting }) });
  }
  const reading = storedReading.safeParse(rows.get('tag')?.['reading']);
  return { rows, reading: reading.success ? reading.data : undefined, added };
}

async function readSumRows(key: SumKey, { client, tables, generation }: Settings): Promise<Figures[]> {
  switch (key.kind) {
    case 'stock': {
      const row = await getRow(client, tables.stock, stockKeys.book(generation, key.bookId));
      return [counts.parse(row ?? {})];
    }
    case 'running': {
      const row = await getRow(client, tables.analytics, analyticsKeys.running(generation, key.bookId));
      return [counts.parse(row ?? {})];
    }
    case 'book-day': {
      const at = analyticsKeys.bookDay(generation, key.date, key.bookId);
      return [figures.parse(withoutKeys((await getRow(client, tables.analytics, at)) ?? {}))];
    }
    case 'day': {
      const shards = Array.from({ length: analyticsKeys.dayShards }, (_, shard) => shard);
      const rows = await Promise.all(
        shards.map((shard) =>
          getRow(client, tables.analytics, analyticsKeys.daySum(generation, key.date, shard)),
        ),
      );
      return rows.map((row) => figures.parse(withoutKeys(row ?? {})));
    }
  }
}

async function getRow(client: DynamoDBClient, TableName: string, key: { pk: string; sk: string }) {
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }),
  );
  return Item && unmarshall(Item);
}

/** Rows of other generations come along: a scan cannot leave them out any cheaper. */
async function* scanAll(
  client: DynamoDBClient,
  TableName: string,
  segment: number,
  { segments, generation }: Settings,
): AsyncIterable<Stored> {
  const pages = plainScan(client, {
    TableName,
    Segment: segment,
    TotalSegments: segments,
    FilterExpression: 'pk = :generation OR begins_with(pk, :prefix)',
    ExpressionAttributeValues: marshall({ ':generation': generation, ':prefix': `${generation}#` }),
  });
  for await (const items of pages) yield* items;
}
