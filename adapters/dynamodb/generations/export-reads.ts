import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { ExportReads } from '../../../app/export/export-ports';
import { analyticsKeys } from '../../../contract/keys';
import type { BookDay } from '../../../projections/analytics-rows';
import { storedBookDay, storedTotals } from '../analytics/analytics-rows';
import { loansOfDay } from '../circulation/loans-of-day';
import { partitionRows } from '../requests/query-rows';

const stockRow = z.object({
  sk: z.string(),
  name: z.string().default(''),
  author: z.string().default(''),
  isbn: z.string().default(''),
  registeredAt: z.string().exactOptional(),
  withdrawals: z.array(z.object({ from: z.string(), to: z.string().exactOptional() })).exactOptional(),
});
const runningRow = storedTotals.extend({ sk: z.string() });

type Tables = { readonly inventory: string; readonly stock: string; readonly analytics: string };

/** What the export reads in DynamoDB. Loans are found by indexes, which may lag by moments: the mark of a
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

    loans: (generation, date, calendar) =>
      loansOfDay({ client, table: tables.inventory, generation, date, calendar }),
  };
}

function addFigures(figures: Record<string, number>, { pk: _, ...row }: Record<string, unknown>) {
  for (const [figure, amount] of Object.entries(row)) {
    figures[figure] = (figures[figure] ?? 0) + z.number().parse(amount);
  }
}
