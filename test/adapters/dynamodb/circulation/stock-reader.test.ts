import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { toBookValues } from '../../../../adapters/dynamodb/circulation/circulation-items';
import { stockReader } from '../../../../adapters/dynamodb/circulation/stock-reader';
import { bookSearch } from '../../../../app/queries/book-search';
import { stockKeys } from '../../../../contract/keys';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';

const AT = '2026-03-02T09:15:02.114Z';
const BOOKS = [
  { bookId: 'b-1', name: 'Emma', author: 'Jane Austen', isbn: '978-0-14-143958-7' },
  { bookId: 'b-2', name: 'Emma again', author: 'Somebody', isbn: '0141439580' },
  { bookId: 'b-3', name: 'Ærø', author: '', isbn: '' },
  { bookId: 'b-4', name: 'A 0-14 of another kind', author: '', isbn: '' },
];

describe('a search of the books in Stock', () => {
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startTestDynamoDb();
    const put = (row: object) =>
      db.client.send(new PutItemCommand({ TableName: db.tables.stock, Item: marshall(row) }));
    for (const book of BOOKS) {
      const values = toBookValues({ ...book, revision: 0, registeredAt: AT });
      await put({ ...stockKeys.book('g1', book.bookId), ...values, total: 2, onLoan: 1 });
      await put({ ...stockKeys.book('g2', book.bookId), ...values });
    }
    // Copies of a book that nobody has registered.
    await put({ ...stockKeys.book('g1', 'unregistered-emma'), total: 1, onLoan: 0 });
  });
  afterAll(() => db.stop());

  /** What is found, and how many rows came over the wire for it. */
  const find = async (query: string) => {
    const sent = jest.spyOn(db.client, 'send');
    const found: string[] = [];
    for await (const books of stockReader(db.client, db.tables.stock, 'g1').books({
      search: bookSearch(query),
    })) {
      found.push(...books.map(({ row }) => row.bookId));
    }
    const answers = await Promise.all(
      sent.mock.calls.flatMap(([command], i) =>
        command instanceof QueryCommand ? [sent.mock.results[i]?.value as Promise<{ Count: number }>] : [],
      ),
    );
    sent.mockRestore();
    return { found, came: answers.reduce((all, { Count }) => all + Count, 0) };
  };

  it.each([
    ['a part of a name, in any case', 'EMMA', ['b-1', 'b-2', 'unregistered-emma']],
    ['an ISBN of 13 digits, hyphens or not', '9780141439587', ['b-1', 'b-2']],
    ['the same as 10 digits, hyphens elsewhere', '0141-439-580', ['b-1', 'b-2']],
    ['an accented name', 'ærø', ['b-3']],
    ['what is in no book', 'zzz', []],
  ])('finds %s', async (_, query, expected) => {
    expect((await find(query)).found).toEqual(expected);
  });

  it.each(['emma', '9780141439587', '0-14-143958-0'])(
    'leaves at the table what %s is not in, in however many ways it is looked for',
    async (query) => {
      // The row without details has no text to search, so it always comes.
      expect((await find(query)).came).toBe(3);
    },
  );
});
