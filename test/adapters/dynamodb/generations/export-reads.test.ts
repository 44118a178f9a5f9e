import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { toTagItem } from '../../../../adapters/dynamodb/circulation/circulation-items';
import { exportReads } from '../../../../adapters/dynamodb/generations/export-reads';
import { libraryCalendar } from '../../../../app/lib/library-calendar';
import { analyticsKeys, inventoryKeys, stockKeys } from '../../../../contract/keys';
import type { TableName } from '../../../../contract/tables';
import type { Loan } from '../../../../domain/tag/state';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';

const DAY = '2026-03-02';
const AT = '2026-03-02T09:15:02.114Z';
const UTC = libraryCalendar('UTC');
const LONG = 'A title that goes on and on. '.repeat(60);

const all = async <Item>(items: AsyncIterable<Item>) => {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
};

describe('the reads of the export', () => {
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startTestDynamoDb();
  });
  afterAll(() => db.stop());

  const reads = () =>
    exportReads(db.client, {
      inventory: db.tables.inventory,
      stock: db.tables.stock,
      analytics: db.tables.analytics,
    });
  const put = async (table: TableName, rows: readonly Record<string, unknown>[]) => {
    for (let i = 0; i < rows.length; i += 25) {
      const requests = rows.slice(i, i + 25).map((row) => ({ PutRequest: { Item: marshall(row) } }));
      const { UnprocessedItems } = await db.client.send(
        new BatchWriteItemCommand({ RequestItems: { [db.tables[table]]: requests } }),
      );
      expect(UnprocessedItems ?? {}).toEqual({});
    }
  };
  const aLoan = (generation: string, tagId: string, loanNo: number, borrowedAt = AT) => ({
    ...inventoryKeys.loan(generation, tagId, loanNo),
    tagId,
    loanNo,
    bookId: 'book-a',
    borrowedAt,
    borrowedReaderId: 'desk-1',
    loanDay: inventoryKeys.loanDay(generation, borrowedAt.slice(0, 10)),
    loanDayKey: inventoryKeys.loanDayKey(borrowedAt, tagId, loanNo),
  });

  it('find every book over many pages, bytewise, with what is known of it', async () => {
    const many = Array.from({ length: 700 }, (_, i) => ({
      ...stockKeys.book('s1', `book-${String(i).padStart(4, '0')}`),
      name: LONG,
      author: '',
      isbn: '',
      registeredAt: AT,
      detailsRevision: 0,
      search: LONG,
    }));
    await put('stock', [...many, { ...stockKeys.book('s1', 'a'), total: 2, onLoan: 1 }]);
    await put('stock', [{ ...stockKeys.book('s2', 'of another generation'), total: 1 }]);
    const books = await all(reads().books('s1'));
    expect(books).toHaveLength(701);
    expect(books[0]).toEqual({ bookId: 'a', name: '', author: '', isbn: '' });
    expect(books[700]).toEqual({ bookId: 'book-0699', name: LONG, author: '', isbn: '', registeredAt: AT });
  });

  it('find the running totals, absent ones as nothing', async () => {
    await put('analytics', [
      { ...analyticsKeys.running('r1', 'book-a'), total: 3, onLoan: 1 },
      { ...analyticsKeys.running('r1', 'tag#1 📚'), total: 2 },
      { ...analyticsKeys.running('r2', 'book-b'), total: 9 },
    ]);
    expect(await all(reads().runningTotals('r1'))).toEqual([
      { bookId: 'book-a', total: 3, onLoan: 1 },
      { bookId: 'tag#1 📚', total: 2, onLoan: 0 },
    ]);
  });

  it('find a day: its books, and its own figures summed over their rows', async () => {
    await put('analytics', [
      { ...analyticsKeys.bookDay('d1', DAY, 'book-a'), borrowed: 2, onLoan: 2 },
      { ...analyticsKeys.bookDay('d1', DAY, 'day#1'), copiesAdded: 1, total: 1 },
      { ...analyticsKeys.bookDay('d1', '2026-03-03', 'book-z'), borrowed: 1 },
      { ...analyticsKeys.daySum('d1', DAY, 0), 'borrowed:09': 1, 'outcome:borrowed': 1 },
      { ...analyticsKeys.daySum('d1', DAY, 7), 'borrowed:09': 1, 'returned:23': 4 },
    ]);
    expect(await reads().day('d1', DAY)).toEqual({
      books: new Map([
        ['book-a', { borrowed: 2, onLoan: 2 }],
        ['day#1', { copiesAdded: 1, total: 1 }],
      ]),
      figures: { 'borrowed:09': 2, 'outcome:borrowed': 1, 'returned:23': 4 },
    });
    expect(await reads().day('d1', '2026-03-04')).toEqual({ books: new Map(), figures: {} });
  });

  it('find the loans of a day in the order of their ids, however many', async () => {
    const tags = Array.from({ length: 950 }, (_, i) => `tag-${(i * 7919) % 950}`);
    const at = (i: number) => new Date(Date.parse(AT) - i * 1000).toISOString();
    await put(
      'inventory',
      tags.map((tagId, i) => aLoan('l1', tagId, 1, at(i))),
    );
    await put('inventory', [
      { ...aLoan('l1', 'tag-5', 2), returnedAt: AT, returnedReaderId: 'bin', closedBy: 'returned' },
      aLoan('l1', 'tag-5', 3, '2026-03-03T00:00:00.000Z'),
      aLoan('l2', 'tag-5', 4),
      { ...inventoryKeys.tag('l1', 'tag-5'), tagId: 'tag-5', status: 'available' },
    ]);
    const loans = await all(reads().loans('l1', DAY, UTC));
    const ids = loans.map(({ tagId, loanNo }) => `${tagId}#${String(loanNo).padStart(6, '0')}`);
    expect(ids).toHaveLength(951);
    expect(ids).toEqual([...ids].sort());
    expect(loans.find(({ tagId, loanNo }) => tagId === 'tag-5' && loanNo === 2)).toEqual({
      tagId: 'tag-5',
      loanNo: 2,
      bookId: 'book-a',
      borrowedAt: AT,
      borrowedReaderId: 'desk-1',
      returnedAt: AT,
      returnedReaderId: 'bin',
      closedBy: 'returned',
    });
    expect(await all(reads().loans('l1', '2026-03-03', UTC))).toHaveLength(1);
    expect(await all(reads().loans('l1', '2026-03-04', UTC))).toEqual([]);
  });

  const onLoan = (generation: string, tagId: string, loan: Loan) => {
    const state = {
      status: 'on-loan' as const,
      bookId: loan.bookId,
      loanCount: loan.loanNo,
      latestLoan: loan,
      recentScans: {},
    };
    const reading = { state, pendingVoids: [] };
    return toTagItem({ tagId, revision: 1, reading, rewriting: false }, generation);
  };
  const running = (loanNo: number, borrowedAt: string): Loan => ({
    loanNo,
    bookId: 'book-a',
    borrowedAt,
    borrowedReaderId: 'desk-1',
  });

  it('find a running loan in the row of its tag, among those that have ended', async () => {
    const ended = { returnedAt: AT, returnedReaderId: 'bin', closedBy: 'returned' };
    await put('inventory', [
      { ...aLoan('o1', 'a', 1), ...ended },
      { ...aLoan('o1', 'a.b', 1), ...ended },
      onLoan('o1', 'a', running(2, AT)),
      onLoan('o1', 'a-b', running(1, AT)),
      onLoan('o1', 'of yesterday', running(1, '2026-03-01T23:59:59.999Z')),
      onLoan('o2', 'of another generation', running(1, AT)),
    ]);
    const loans = await all(reads().loans('o1', DAY, UTC));
    expect(loans.map(({ tagId, loanNo, returnedAt }) => [tagId, loanNo, returnedAt])).toEqual([
      ['a', 1, AT],
      ['a', 2, undefined],
      ['a-b', 1, undefined],
      ['a.b', 1, AT],
    ]);
    expect(loans[1]).toEqual({ tagId: 'a', ...running(2, AT) });
  });

  it.each([
    ['Pacific/Kiritimati', '2026-03-01T10:00:00.000Z', '2026-03-02T09:59:59.999Z'],
    ['Pacific/Pago_Pago', '2026-03-02T11:00:00.000Z', '2026-03-03T10:59:59.999Z'],
  ])('find the running loans of a whole library day in %s', async (zone, first, last) => {
    const moved = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();
    await put('inventory', [
      onLoan(zone, 'before', running(1, moved(first, -1))),
      onLoan(zone, 'first', running(1, first)),
      onLoan(zone, 'last', running(1, last)),
      onLoan(zone, 'next', running(1, moved(last, 1))),
    ]);
    const loans = await all(reads().loans(zone, DAY, libraryCalendar(zone)));
    expect(loans.map(({ tagId }) => tagId)).toEqual(['first', 'last']);
  });

  it('find a loan once that stands in both places', async () => {
    await put('inventory', [aLoan('b1', 'a', 1), onLoan('b1', 'a', running(1, AT))]);
    expect(await all(reads().loans('b1', DAY, UTC))).toEqual([{ tagId: 'a', ...running(1, AT) }]);
  });

  it('find running loans over many pages and batches', async () => {
    const tags = Array.from({ length: 450 }, (_, i) => `tag-${1000 + i}`);
    await put(
      'inventory',
      tags.map((tagId) => onLoan('m1', tagId, running(3, AT))),
    );
    const loans = await all(reads().loans('m1', DAY, UTC));
    expect(loans.map(({ tagId }) => tagId)).toEqual(tags);
  });
});
