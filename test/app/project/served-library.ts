import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { inventoryKeys } from '../../../contract/keys';
import { type Book, isWithdrawn } from '../../../domain/book/book';
import type { TagCheckpoint } from '../../../domain/tag/history';
import { type BookDay, hasMoved, toAnalyticsRow, toDaySummary } from '../../../projections/analytics-rows';
import type { Library } from '../../../projections/reference-fold';
import { toStockRow } from '../../../projections/stock';
import type { TestDynamoDb } from '../../support/dynamodb';

export type Row = Record<string, never> & { pk: string; sk: string };

/** Every row of one generation as it is stored, revisions included. */
export async function storedRows({ client, tables }: TestDynamoDb, generation: string): Promise<Row[]> {
  const models = [tables.inventory, tables.stock, tables.analytics];
  const rows = (await Promise.all(models.map((table) => scan(client, table)))).flat();
  return rows.filter(({ pk }) => pk === generation || pk.startsWith(`${generation}#`));
}

/** All rows of one generation, read straight from the tables and put in the shape of the plain fold. */
export async function servedLibrary({ client, tables }: TestDynamoDb, generation: string): Promise<Library> {
  const mine = (row: Row) => row.pk === generation || row.pk.startsWith(`${generation}#`);
  return libraryOf({
    inventory: (await scan(client, tables.inventory)).filter(mine),
    stock: (await scan(client, tables.stock)).filter(mine),
    analytics: (await scan(client, tables.analytics)).filter(mine),
  });
}

type Tables = Readonly<Record<'inventory' | 'stock' | 'analytics', readonly Row[]>>;

/** The rows of one generation in the shape of the plain fold. */
export function libraryOf({ inventory, stock, analytics }: Tables): Library {
  return {
    inventory: inventory
      .filter(({ sk }) => sk === 'tag')
      .map((row) => withoutUndefined(Object.fromEntries(COLUMNS.map((column) => [column, row[column]]))))
      .sort(by('tagId')) as Library['inventory'],
    loans: [...inventory.filter(({ sk }) => sk.startsWith('loan#')), ...runningLoans(inventory)]
      .sort((a, b) => (`${a['tagId']} ${a.sk}` < `${b['tagId']} ${b.sk}` ? -1 : 1))
      .map(({ pk, sk, loanDay, loanDayKey, ...loan }) => loan as unknown as Library['loans'][number]),
    stock: stock
      .map(({ sk, total = 0, onLoan = 0, ...details }) => ({
        details,
        row: toStockRow(sk, { total, onLoan }, 'name' in details ? (details as never) : undefined),
      }))
      .filter(({ details, row }) => isRegistered(details) || row.total !== 0)
      .map(({ row }) => row)
      .sort(by('bookId')),
    ...servedAnalytics(analytics),
  };
}

/** What a tag's row tells beside how far it has been read. */
const COLUMNS = [
  'tagId',
  'bookId',
  'status',
  'retiredReason',
  'readerId',
  'lastSeenAt',
  'borrowedAt',
  'returnedAt',
  'loanCount',
] as const satisfies readonly (keyof Library['inventory'][number])[];

const isRegistered = (details: object) =>
  'detailsRevision' in details &&
  !('withdrawals' in details && isWithdrawn(details as Pick<Book, 'withdrawals'>));

/** Running loans in their tags' rows, as if each had a row of its own. */
function runningLoans(inventory: readonly Row[]): Row[] {
  return inventory.flatMap(({ pk, sk, tagId, reading }) => {
    const loan = sk === 'tag' ? (reading as unknown as TagCheckpoint).state.latestLoan : undefined;
    if (loan === undefined || loan.returnedAt !== undefined) return [];
    return [{ ...inventoryKeys.loan('', String(tagId), loan.loanNo), pk, tagId, ...loan } as unknown as Row];
  });
}

function servedAnalytics(rows: readonly Row[]): Pick<Library, 'analytics' | 'days'> {
  const dayRows = rows.filter(({ pk }) => pk.includes('#day#'));
  const dates = [...new Set(dayRows.map(({ pk }) => pk.split('#day#')[1] ?? ''))].sort().reverse();
  const running = new Map(
    rows
      .filter(({ pk }) => pk.endsWith('#running'))
      .map(({ sk, total = 0, onLoan = 0 }) => [sk.slice(5), { total, onLoan }]),
  );
  const result: Pick<Library, 'analytics' | 'days'> = { analytics: [], days: [] };
  for (const date of dates) {
    const today = dayRows.filter(({ pk }) => pk.endsWith(`#day#${date}`));
    const books = today.filter(({ sk }) => sk.startsWith('book#'));
    const own = summedUp(today.filter(({ sk }) => sk.startsWith('day#')));
    const closing = summedUp([...running.values()]);
    const days: BookDay[] = [];
    for (const { pk, sk, ...figures } of books) {
      const bookId = sk.slice('book#'.length);
      const day: BookDay = figures;
      const mine = running.get(bookId) ?? { total: 0, onLoan: 0 };
      if (hasMoved(day)) result.analytics.push(toAnalyticsRow(date, bookId, day, mine));
      running.set(bookId, {
        total: mine.total - (day.total ?? 0),
        onLoan: mine.onLoan - (day.onLoan ?? 0),
      } as never);
      days.push(day);
    }
    if (days.some(hasMoved) || Object.values(own).some((amount) => amount !== 0)) {
      result.days.push(
        toDaySummary(date, own, days, { total: closing['total'] ?? 0, onLoan: closing['onLoan'] ?? 0 }),
      );
    }
  }
  result.analytics.sort((a, b) => (`${a.date} ${a.bookId}` < `${b.date} ${b.bookId}` ? -1 : 1));
  result.days.reverse();
  return result;
}

function summedUp(rows: readonly object[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [figure, amount] of rows.flatMap((row) => Object.entries(row))) {
    if (typeof amount === 'number') sums[figure] = (sums[figure] ?? 0) + amount;
  }
  return sums;
}

async function scan(client: DynamoDBClient, TableName: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    rows.push(...Items.map((item) => unmarshall(item) as Row));
  }
  return rows;
}

const by =
  <Key extends string>(key: Key) =>
  (a: Record<Key, unknown>, b: Record<Key, unknown>) =>
    String(a[key]) < String(b[key]) ? -1 : 1;

const withoutUndefined = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Record<
    string,
    unknown
  > & {
    tagId: string;
  };
