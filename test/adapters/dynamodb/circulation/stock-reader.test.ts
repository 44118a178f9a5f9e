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
    // As it was written before 0.3.
    const old = {
      ...toBookValues({
        bookId: 'b-0',
        name: 'Les Misérables',
        author: '',
        isbn: '',
        revision: 0,
        registeredAt: AT,
      }),
      search: 'b-0\nles misérables\n\n\n',
    };
    await put({ ...stockKeys.book('g1', 'b-0'), ...old, total: 1, onLoan: 0 });
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
    ['an accented name', 'ÆRO', ['b-3']],
    ['words in any order', 'somebody emma', ['b-2']],
    ['what is in a row of before 0.3', 'miserables les', ['b-0']],
    ['more words than an expression holds', `${'a b c d e f g h i j k l m n '.repeat(7)}zz`, []],
    ['as many ISBNs as a query holds', '9780141439587 '.repeat(14), ['b-1', 'b-2']],
    ['more numbers than an expression holds', '1 2 3 4 5 6 7 8 9 0 '.repeat(10), []],
    ['what is in no book', 'zzz', []],
  ])('finds %s', async (_, query, expected) => {
    expect((await find(query)).found).toEqual(expected);
  });

  it.each(['emma', '9780141439587', '0-14-143958-0'])(
    'leaves at the table what %s is not in, in however many ways it is looked for',
    async (query) => {
      // The row without details has no text to search, and one is of before, so they always come.
      expect((await find(query)).came).toBe(4);
    },
  );
});
