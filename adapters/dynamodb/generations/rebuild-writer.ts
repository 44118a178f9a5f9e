import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { TagRows } from '../../../app/history/derive-rows';
import type { GenerationWriter } from '../../../app/history/generation-writer';
import type { Contribution } from '../../../app/project/analytics-store';
import { analyticsKeys, inventoryKeys, stockKeys } from '../../../contract/keys';
import type { Calendar } from '../../../domain/calendar';
import { toContributionItem } from '../analytics/contribution-rows';
import { toBookValues, toCopyItem, toLoanItem, toTagItem } from '../circulation/circulation-items';
import { type BatchWriter, batchWriter, type Pause, type Row } from '../requests/batch-writer';
import { queryRows } from '../requests/query-rows';

/** A contribution of very many counters is several rows, so that none comes near 400 KB. */
const COUNTERS_A_ROW = 2_000;

type Settings = {
  readonly client: DynamoDBClient;
  readonly tables: { readonly inventory: string; readonly stock: string; readonly analytics: string };
  readonly generation: string;
  readonly calendar: Calendar;
  readonly pause?: Pause;
};

/** The rows of a new generation, by plain batch writes. */
export function rebuildWriter(settings: Settings): GenerationWriter {
  const { client, tables, generation, calendar, pause } = settings;
  const writer = batchWriter(client, pause);
  return {
    async putTag(rows) {
      for (const row of inventoryRows(rows, generation, calendar)) await writer.put(tables.inventory, row);
      for (const row of contributionRows(rows, generation)) await writer.put(tables.analytics, row);
    },

    async removeLeftovers(rows) {
      const { tagId } = rows;
      await removeOthers(client, writer, {
        table: tables.inventory,
        pk: inventoryKeys.tag(generation, tagId).pk,
        wanted: inventoryRows(rows, generation, calendar),
      });
      await removeOthers(client, writer, {
        table: tables.analytics,
        pk: analyticsKeys.contribution(generation, tagId, 1).pk,
        wanted: contributionRows(rows, generation),
      });
    },

    putBook: (bookId, { total, onLoan }, book) =>
      writer.put(tables.stock, {
        ...stockKeys.book(generation, bookId),
        ...(book && toBookValues(book)),
        total,
        onLoan,
      }),

    putRunning: (bookId, { total, onLoan }) =>
      writer.put(tables.analytics, { ...analyticsKeys.running(generation, bookId), total, onLoan }),

    putBookDay: (date, bookId, figures) =>
      writer.put(tables.analytics, { ...analyticsKeys.bookDay(generation, date, bookId), ...figures }),

    putDay: (date, figures) =>
      writer.put(tables.analytics, { ...analyticsKeys.daySum(generation, date, 0), ...figures }),

    putMovedDay: (date) => writer.put(tables.analytics, analyticsKeys.movedDay(generation, date)),

    flush: () => writer.flush(),
  };
}

function inventoryRows(rows: TagRows, generation: string, calendar: Calendar): Row[] {
  const { tagId, reading, loans, books } = rows;
  const record = { tagId, revision: 1, reading, rewriting: false };
  return [
    toTagItem(record, generation),
    ...loans.map((loan) => toLoanItem(tagId, loan, generation, calendar)),
    ...books.map((bookId) => toCopyItem(tagId, bookId, generation)),
  ];
}

function contributionRows({ tagId, reading, added }: TagRows, generation: string): Row[] {
  const counters = Object.entries(added);
  const count = Math.max(1, Math.ceil(counters.length / COUNTERS_A_ROW));
  return Array.from({ length: count }, (_, i) => {
    const part: Contribution = {
      tagId,
      revision: i + 1,
      reading,
      rewriting: false,
      added: Object.fromEntries(counters.slice(i * COUNTERS_A_ROW, (i + 1) * COUNTERS_A_ROW)),
    };
    return toContributionItem(part, generation);
  });
}

type Partition = { readonly table: string; readonly pk: string; readonly wanted: readonly Row[] };

async function removeOthers(
  client: DynamoDBClient,
  writer: BatchWriter,
  { table, pk, wanted }: Partition,
): Promise<void> {
  const keep = new Set(wanted.map(({ sk }) => sk));
  const rows = queryRows(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: marshall({ ':pk': pk }),
    ProjectionExpression: 'sk',
    ConsistentRead: true,
  });
  for await (const row of rows) {
    const sk = z.string().parse(row['sk']);
    if (!keep.has(sk)) await writer.delete(table, { pk, sk });
  }
}
