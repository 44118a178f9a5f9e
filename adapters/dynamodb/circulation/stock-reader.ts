import { type DynamoDBClient, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import {
  type BookSearch,
  isFound,
  SEARCH_TEXT_MARK,
  type SearchPart,
} from '../../../app/queries/book-search';
import { isListed, type StockReader, type StoredBook } from '../../../app/queries/ports';
import { stockKeys } from '../../../contract/keys';
import { toStockRow } from '../../../projections/stock';

const bookRow = z.object({
  sk: z.string(),
  name: z.string().default(''),
  author: z.string().default(''),
  isbn: z.string().default(''),
  detailsRevision: z.number().optional(),
  withdrawals: z.array(z.object({ from: z.string(), to: z.string().exactOptional() })).exactOptional(),
  total: z.number().default(0),
  onLoan: z.number().default(0),
});

type Table = { readonly client: DynamoDBClient; readonly stockTable: string; readonly generation: string };

/** Stock of one generation as the projectors write it. */
export function stockReader(client: DynamoDBClient, stockTable: string, generation: string): StockReader {
  const table: Table = { client, stockTable, generation };
  return {
    book: (bookId) => readBook(table, bookId),
    totals: () => sumTotals(table),
    books: (start) => listBooks(table, start),
  };
}

async function readBook({ client, stockTable, generation }: Table, bookId: string) {
  // A key attribute cannot be empty, and no book has an empty id.
  if (bookId === '') return undefined;
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: stockTable,
      Key: marshall(stockKeys.book(generation, bookId)),
      ConsistentRead: true,
    }),
  );
  return Item && toStored(unmarshall(Item));
}

async function sumTotals({ client, stockTable, generation }: Table) {
  const sums = { total: 0, onLoan: 0 };
  const pages = paginateQuery(
    { client },
    {
      TableName: stockTable,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': stockKeys.book(generation, '').pk }),
      ExpressionAttributeNames: { '#total': 'total' },
      ProjectionExpression: '#total, onLoan',
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) {
    for (const { total, onLoan } of Items) {
      sums.total += Number(total?.N ?? 0);
      sums.onLoan += Number(onLoan?.N ?? 0);
    }
  }
  return sums;
}

async function* listBooks(
  { client, stockTable, generation }: Table,
  { after, pageSize, search }: Parameters<StockReader['books']>[0],
) {
  const filter = search && filterFor(search);
  const pages = paginateQuery(
    { client, ...(pageSize !== undefined && { pageSize }) },
    {
      TableName: stockTable,
      KeyConditionExpression: `pk = :pk${after === undefined ? '' : ' AND sk > :after'}`,
      ExpressionAttributeValues: marshall({
        ':pk': stockKeys.book(generation, '').pk,
        ...(after !== undefined && { ':after': after }),
        ...filter?.values,
      }),
      ...(filter && {
        FilterExpression: filter.expression,
        ExpressionAttributeNames: { '#search': 'search' },
      }),
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages) {
    const books = Items.map((item) => toStored(unmarshall(item))).filter(isListed);
    yield search ? books.filter(({ row }) => isFound(row, search)) : books;
  }
}

/** An expression has room for some 300 operators; what is left out here is looked into by `isFound`. */
const MAX_PARTS = 10;
const MAX_WORDS = 4;

/** Spares sending books that are not found. A book without details has no search text, and one whose row was written
 *  before has it in another form. */
function filterFor({ isbns, parts }: BookSearch) {
  const values: Record<string, string> = { ':mark': SEARCH_TEXT_MARK };
  const contains = (text: string) => {
    const name = `:t${Object.keys(values).length}`;
    values[name] = text;
    return `contains(#search, ${name})`;
  };
  const hasPart = ({ words, digits }: SearchPart) => {
    const hasWords = words.slice(0, MAX_WORDS).map(contains).join(' AND ');
    return digits === undefined ? hasWords : `(${hasWords} OR ${contains(digits)})`;
  };
  const found = [...isbns.map(contains), parts.slice(0, MAX_PARTS).map(hasPart).join(' AND ')];
  const unknown = ['attribute_not_exists(#search)', 'NOT begins_with(#search, :mark)'];
  return { expression: [...unknown, ...found.filter((each) => each !== '')].join(' OR '), values };
}

function toStored(item: unknown): StoredBook {
  const { sk: bookId, name, author, isbn, total, onLoan, ...stored } = bookRow.parse(item);
  const { detailsRevision, withdrawals } = stored;
  return {
    row: toStockRow(bookId, { total, onLoan }, { name, author, isbn }),
    ...(detailsRevision !== undefined && { detailsRevision }),
    ...(withdrawals && { withdrawals }),
  };
}
