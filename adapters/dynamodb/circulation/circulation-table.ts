import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  TransactionConflictException,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { CirculationChange, CirculationStore } from '../../../app/project/circulation-store';
import type { CommitResult } from '../../../app/project/project-tags';
import { inventoryKeys, stockKeys } from '../../../contract/keys';
import type { Book } from '../../../domain/book/book';
import type { Calendar } from '../../../domain/calendar';
import type { Loan } from '../../../domain/tag/state';
import type { StockCounts } from '../../../projections/stock';
import { putEach } from '../requests/put-each';
import { partitionRows } from '../requests/query-rows';
import { transact } from '../requests/transact';
import { toBookValues, toCopyItem, toLoanItem, toTagItem } from './circulation-items';
import { storedLoan, storedReading } from './tag-checkpoint';

type Settings = {
  readonly client: DynamoDBClient;
  readonly inventoryTable: string;
  readonly stockTable: string;
  readonly generation: string;
  readonly calendar: Calendar;
};

const tagRow = z.object({
  tagId: z.string(),
  revision: z.number(),
  reading: storedReading,
  rewriting: z.boolean().default(false),
});

const sortKey = z.string();

/** Inventory and Stock of one generation in DynamoDB. */
export function circulationTable(settings: Settings): CirculationStore {
  return {
    readTag: (tagId) => readTag(settings, tagId),
    readLoansAndBooks: (tagId) => readLoansAndBooks(settings, tagId),
    commit: (changes) => commit(settings, changes),
    hasBook: (bookId) => hasBook(settings, bookId),
    writeBook: (book) => writeBook(settings, book),
  };
}

async function readTag({ client, inventoryTable, generation }: Settings, tagId: string) {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: inventoryTable,
      Key: marshall(inventoryKeys.tag(generation, tagId)),
    }),
  );
  return Item && tagRow.parse(unmarshall(Item));
}

async function readLoansAndBooks({ client, inventoryTable, generation }: Settings, tagId: string) {
  const loans: Loan[] = [];
  const books: string[] = [];
  const { pk } = inventoryKeys.tag(generation, tagId);
  for await (const row of partitionRows(client, inventoryTable, pk)) {
    const sk = sortKey.parse(row['sk']);
    if (sk.startsWith(inventoryKeys.loanPrefix)) loans.push(storedLoan.parse(row));
    if (sk.startsWith(inventoryKeys.bookPrefix)) books.push(sk.slice(inventoryKeys.bookPrefix.length));
  }
  return { loans, books };
}

async function commit(settings: Settings, changes: readonly CirculationChange[]): Promise<CommitResult> {
  const { client } = settings;
  const alone = changes.filter(({ rows }) => rows.length === 1);
  const together = changes.filter(({ rows }) => rows.length > 1);
  if (together.length > 0) {
    const tagIds = together.map(({ tagId }) => tagId);
    const result = await transact(client, itemsOf(together, settings), tagIds);
    if (result !== 'committed') return result;
  }
  const rows = alone.map((change) => ({ tagId: change.tagId, item: tagItem(change, settings) }));
  return putEach(client, rows);
}

async function hasBook({ client, stockTable, generation }: Settings, bookId: string) {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: stockTable,
      Key: marshall(stockKeys.book(generation, bookId)),
      ConsistentRead: true,
    }),
  );
  return Item !== undefined;
}

async function writeBook({ client, stockTable, generation }: Settings, book: Book) {
  const values = toBookValues(book);
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: stockTable,
        Key: marshall(stockKeys.book(generation, book.bookId)),
        ...setting(values),
        ConditionExpression: 'attribute_not_exists(#detailsRevision) OR #detailsRevision < :detailsRevision',
      }),
    );
  } catch (fault) {
    if (fault instanceof TransactionConflictException) return 'conflict';
    if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
  }
  return 'committed';
}

function setting(values: Readonly<Record<string, unknown>>) {
  const names = Object.keys(values);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
    ),
  };
}

function itemsOf(changes: readonly CirculationChange[], settings: Settings): TransactWriteItem[] {
  return [
    ...changes.map((change) => tagItem(change, settings)),
    ...changes.flatMap((change) => otherItems(change, settings)),
    ...stockItems(changes, settings),
  ];
}

/** Alone of a tag's rows it has a condition, which holds for all of them. */
function tagItem(
  { standsOn, record }: CirculationChange,
  { inventoryTable: TableName, generation }: Settings,
): TransactWriteItem {
  return {
    Put: {
      TableName,
      Item: marshall(toTagItem(record, generation), { removeUndefinedValues: true }),
      ...(standsOn === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'revision = :standsOn',
            ExpressionAttributeValues: marshall({ ':standsOn': standsOn }),
          }),
    },
  };
}

function otherItems(change: CirculationChange, settings: Settings): TransactWriteItem[] {
  const { inventoryTable: TableName, generation, calendar } = settings;
  const { tagId, loans, removedLoans, books } = change;
  const put = (row: Record<string, unknown>): TransactWriteItem => ({
    Put: { TableName, Item: marshall(row, { removeUndefinedValues: true }) },
  });
  return [
    ...loans.map((loan) => put(toLoanItem(tagId, loan, generation, calendar))),
    ...removedLoans.map(({ loanNo }) => ({
      Delete: { TableName, Key: marshall(inventoryKeys.loan(generation, tagId, loanNo)) },
    })),
    ...books.map((bookId) => put(toCopyItem(tagId, bookId, generation))),
  ];
}

function stockItems(
  changes: readonly CirculationChange[],
  { stockTable, generation }: Settings,
): TransactWriteItem[] {
  const sums = new Map<string, StockCounts>();
  for (const [bookId, moved] of changes.flatMap(({ stock }) => stock)) {
    const sum = sums.get(bookId) ?? { total: 0, onLoan: 0 };
    sums.set(bookId, { total: sum.total + moved.total, onLoan: sum.onLoan + moved.onLoan });
  }
  return [...sums]
    .filter(([, { total, onLoan }]) => total !== 0 || onLoan !== 0)
    .map(([bookId, { total, onLoan }]) => ({
      Update: {
        TableName: stockTable,
        Key: marshall(stockKeys.book(generation, bookId)),
        UpdateExpression: 'ADD #total :total, onLoan :onLoan',
        ExpressionAttributeNames: { '#total': 'total' },
        ExpressionAttributeValues: marshall({ ':total': total, ':onLoan': onLoan }),
      },
    }));
}
