import { setTimeout as sleep } from 'node:timers/promises';
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ExportReads } from '../../app/export/export-ports';
import { analyticsKeys, inventoryKeys } from '../../contract/keys';
import type { BookDay } from '../../projections/analytics-rows';
import { storedBookDay, storedTotals } from './analytics-rows';
import { partitionRows, queryRows } from './query-rows';
import { storedLoan } from './tag-reading';

/** BatchGetItem takes 100 keys. */
const BATCH_SIZE = 100;
const CONCURRENT_BATCHES = 4;
const MAX_ATTEMPTS = 10;

const stockRow = z.object({
  sk: z.string(),
  name: z.string().default(''),
  author: z.string().default(''),
  isbn: z.string().default(''),
  registeredAt: z.string().exactOptional(),
});
const runningRow = storedTotals.extend({ sk: z.string() });
const loanKey = z.object({ pk: z.string(), sk: z.string() });
const loanRow = storedLoan.extend({ tagId: z.string() });

type Tables = { readonly inventory: string; readonly stock: string; readonly analytics: string };

/** What the export reads in DynamoDB. Loans are found by an index, which may lag by moments: the mark of a
 *  change outlives that. */
export function exportReads(client: DynamoDBClient, tables: Tables): ExportReads {
  return {
    async *books(generation) {
      for await (const row of partitionRows(client, tables.stock, generation)) {
        const { sk: bookId, ...book } = stockRow.parse(row);
        yield { bookId, ...book };
      }
    },

    async *runningTotals(generation) {
      const { pk } = analyticsKeys.running(generation, '');
      for await (const row of partitionRows(client, tables.analytics, pk)) {
        const { sk, total, onLoan } = runningRow.parse(row);
        yield { bookId: sk.slice(analyticsKeys.bookPrefix.length), total, onLoan };
      }
    },

    async day(generation, date) {
      const books = new Map<string, BookDay>();
      const figures: Record<string, number> = {};
      const { pk } = analyticsKeys.bookDay(generation, date, '');
      for await (const { sk, ...row } of partitionRows(client, tables.analytics, pk)) {
        const key = z.string().parse(sk);
        if (key.startsWith(analyticsKeys.bookPrefix)) {
          books.set(key.slice(analyticsKeys.bookPrefix.length), storedBookDay.parse(row));
        } else {
          addFigures(figures, row);
        }
      }
      return { books, figures };
    },

    async *loans(generation, date) {
      const loanIds = await loanIdsOf(client, tables.inventory, generation, date);
      for (let i = 0; i < loanIds.length; i += BATCH_SIZE * CONCURRENT_BATCHES) {
        const batches = Array.from({ length: CONCURRENT_BATCHES }, (_, batch) => {
          const from = i + batch * BATCH_SIZE;
          return loanIds.slice(from, from + BATCH_SIZE);
        });
        const read = await Promise.all(
          batches.map((ids) => readLoans(client, tables.inventory, generation, ids)),
        );
        yield* read.flat();
      }
    },
  };
}

function addFigures(figures: Record<string, number>, { pk: _, ...row }: Record<string, unknown>) {
  for (const [figure, amount] of Object.entries(row)) {
    figures[figure] = (figures[figure] ?? 0) + z.number().parse(amount);
  }
}

/** The ids of the day's loans in their order, the only thing of them that is held in memory at once. A set,
 *  because an index may for a moment show an item twice, and BatchGetItem refuses to be asked twice. */
async function loanIdsOf(
  client: DynamoDBClient,
  TableName: string,
  generation: string,
  date: string,
): Promise<string[]> {
  const ids = new Set<string>();
  const tagPrefix = inventoryKeys.tag(generation, '').pk;
  const keys = queryRows(client, {
    TableName,
    IndexName: 'byLoanDay',
    KeyConditionExpression: 'loanDay = :day',
    ExpressionAttributeValues: marshall({ ':day': inventoryKeys.loanDay(generation, date) }),
  });
  for await (const key of keys) {
    const { pk, sk } = loanKey.parse(key);
    ids.add(`${pk.slice(tagPrefix.length)}#${sk.slice(inventoryKeys.loanPrefix.length)}`);
  }
  return [...ids].sort();
}

/** The loans in the order of their ids. One that is gone since the index named it is left out. */
async function readLoans(
  client: DynamoDBClient,
  TableName: string,
  generation: string,
  loanIds: readonly string[],
) {
  const keys = loanIds.map((id) => loanKeyOf(generation, id));
  const found = new Map<string, z.infer<typeof loanRow>>();
  let wanted: Record<string, AttributeValue>[] = keys.map((key) => marshall(key));
  for (let attempt = 1; wanted.length > 0; attempt += 1) {
    if (attempt > MAX_ATTEMPTS) {
      throw new Error(`${TableName} gave no answer for ${wanted.length} loans in ${MAX_ATTEMPTS} attempts.`);
    }
    if (attempt > 1) await sleep(Math.random() * Math.min(2_000, 50 * 2 ** attempt));
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: wanted, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[TableName] ?? []) {
      const row = unmarshall(item);
      const { pk, sk } = loanKey.parse(row);
      found.set(`${pk} ${sk}`, loanRow.parse(row));
    }
    wanted = UnprocessedKeys?.[TableName]?.Keys ?? [];
  }
  return keys.flatMap(({ pk, sk }) => found.get(`${pk} ${sk}`) ?? []);
}

function loanKeyOf(generation: string, loanId: string) {
  const end = loanId.lastIndexOf('#');
  return inventoryKeys.loan(generation, loanId.slice(0, end), Number(loanId.slice(end + 1)));
}
