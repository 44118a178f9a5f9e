import type { LibraryEvent } from '../../../domain/events';
import type { Loan } from '../../../domain/tag/state';
import { aBook, anAssignment, aRename, aRetirement, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type ServedApi, servedApi } from './served-api';

let db: TestDynamoDb;
beforeAll(async () => {
  db = await startTestDynamoDb();
});
afterAll(() => db.stop());

const aRegistered = (bookId: string, name: string, author: string, isbn = ''): LibraryEvent => ({
  ...aBook(at('08:00'), bookId),
  data: { bookId, name, author, isbn },
});

describe('the stock', () => {
  let served: ServedApi;
  beforeAll(async () => {
    served = servedApi(db);
    await served.record([
      aRegistered('book-1', 'Emma', 'Jane Austen', '978-0-14-143951-8'),
      aRegistered('book-2', 'Über allen Gipfeln', 'J. W. Goethe'),
      aRegistered('Moby/Dick?', 'Moby Dick', 'Herman Melville', '0-14-143951-3'),
      anAssignment(at('08:10'), 'book-1', 1, { tagId: 'st-1' }),
      anAssignment(at('08:10'), 'book-1', 1, { tagId: 'st-2' }),
      aScan(at('09:00'), { tagId: 'st-1' }),
      anAssignment(at('08:10'), 'not-registered', 1, { tagId: 'st-3' }),
      anAssignment(at('08:10'), 'gone', 1, { tagId: 'st-4' }),
      aRetirement(at('08:20'), 1, { tagId: 'st-4' }),
    ]);
  });

  it('counts copies that there are and that are left', async () => {
    expect((await served.get('/v1/stock/book-1')).body).toEqual({
      bookId: 'book-1',
      name: 'Emma',
      author: 'Jane Austen',
      isbn: '978-0-14-143951-8',
      total: 2,
      available: 1,
      onLoan: 1,
      status: 'in-stock',
    });
  });

  it('lists books with copies and books registered, by id, whatever the size of a page', async () => {
    const ids = ['Moby/Dick?', 'book-1', 'book-2', 'not-registered'];
    const whole = await served.get('/v1/stock');
    expect(whole.body.items.map(({ bookId }: { bookId: string }) => bookId)).toEqual(ids);
    expect(whole.body.cursor).toBeNull();
    const single = await served.all('/v1/stock', 1);
    expect(single.items).toEqual(whole.body.items);
    expect(single.sizes).toEqual([1, 1, 1, 1]);
  });

  it.each([
    ['a part of the name in any case', 'EMM', ['book-1']],
    ['a letter with its diaeresis', 'üBER', ['book-2']],
    ['the author', 'austen', ['book-1']],
    ['the id', 'book-', ['book-1', 'book-2']],
    ['an ISBN without hyphens', '9780141439518', ['Moby/Dick?', 'book-1']],
    ['a part of an ISBN with other hyphens', '978014-1439', ['book-1']],
    ['the ISBN in its short form', '0141439513', ['Moby/Dick?', 'book-1']],
    ['nothing that is there', 'zzz', []],
  ])('finds books by %s', async (_, query, ids) => {
    const { items } = await served.all(`/v1/stock?query=${encodeURIComponent(query)}`, 1);
    expect((items as { bookId: string }[]).map(({ bookId }) => bookId)).toEqual(ids);
  });

  it('answers 404 for a book that is neither registered nor has copies', async () => {
    for (const bookId of ['gone', 'never']) {
      const { status, body } = await served.get(`/v1/stock/${bookId}`);
      expect([status, body.code]).toEqual([404, 'unknown-book']);
    }
  });

  it('finds a book whose id has signs that mean something in an address', async () => {
    const { status, body } = await served.get('/v1/stock?query=Moby%2FDick%3F');
    expect([status, body.items[0].bookId]).toEqual([200, 'Moby/Dick?']);
  });

  it('goes on where it was when another generation is served meanwhile', async () => {
    const first = await served.get('/v1/stock?limit=2');
    const before = served.generation().id;
    served.serve(`${before}-rebuilt`);
    await served.record([
      aRegistered('book-1', 'Emma', 'Jane Austen'),
      aRegistered('book-2', 'Über allen Gipfeln', 'J. W. Goethe'),
    ]);
    const second = await served.get(`/v1/stock?limit=2&cursor=${first.body.cursor}`);
    served.serve(before);
    expect(second.body.items.map(({ bookId }: { bookId: string }) => bookId)).toEqual(['book-2']);
  });
});

describe('the inventory', () => {
  let served: ServedApi;
  beforeAll(async () => {
    served = servedApi(db);
    const tags = Array.from({ length: 7 }, (_, i) => `inv-${i}`);
    await served.record([
      aRegistered('inv-a', 'Emma', 'Jane Austen'),
      aRegistered('inv-b', 'Moby Dick', 'Herman Melville'),
      ...tags.map((tagId, i) => anAssignment(at('08:00'), i % 2 ? 'inv-b' : 'inv-a', 1, { tagId })),
      aScan(at('09:00'), { tagId: 'inv-0', readerId: 'door' }),
      aScan(at('09:30'), { tagId: 'inv-0', readerId: 'bin' }),
      aScan(at('10:00'), { tagId: 'inv-1', readerId: 'door' }),
      aScan(at('10:00'), { tagId: 'inv-2' }),
      aRetirement(at('11:00'), 1, { tagId: 'inv-3' }),
      anAssignment(at('11:00'), 'inv-b', 2, { tagId: 'inv-4' }),
      aScan(at('07:00'), { tagId: 'stray-old' }),
      aScan(at('12:00'), { tagId: 'stray-new' }),
    ]);
  });

  const idsOf = async (path: string, limit: number) =>
    ((await served.all(path, limit)).items as { tagId: string }[]).map(({ tagId }) => tagId);

  it.each([
    [
      '/v1/inventory',
      ['inv-0', 'inv-1', 'inv-2', 'inv-3', 'inv-4', 'inv-5', 'inv-6', 'stray-new', 'stray-old'],
    ],
    ['/v1/inventory?status=available', ['inv-0', 'inv-4', 'inv-5', 'inv-6']],
    ['/v1/inventory?status=on-loan', ['inv-1', 'inv-2']],
    ['/v1/inventory?status=retired', ['inv-3']],
    ['/v1/inventory?status=unassigned', ['stray-new', 'stray-old']],
    ['/v1/inventory?bookId=inv-a', ['inv-0', 'inv-2', 'inv-6']],
    ['/v1/inventory?bookId=inv-b', ['inv-1', 'inv-3', 'inv-4', 'inv-5']],
    ['/v1/inventory?bookId=inv-b&status=available', ['inv-4', 'inv-5']],
    ['/v1/inventory?bookId=inv-b&query=emma', []],
    ['/v1/inventory?bookId=inv-b&query=melville&status=on-loan', ['inv-1']],
    ['/v1/inventory?query=EMMA', ['inv-0', 'inv-2', 'inv-6']],
    ['/v1/inventory?query=STRAY', ['stray-new', 'stray-old']],
    ['/v1/inventory?query=inv-a', ['inv-0', 'inv-2', 'inv-6']],
    ['/v1/inventory?query=Herman%20M&status=available', ['inv-4', 'inv-5']],
    ['/v1/inventory?query=stray&status=unassigned', ['stray-new', 'stray-old']],
    ['/v1/inventory?query=nothing', []],
  ])('answers %s the same in pages of any size', async (path, ids) => {
    for (const limit of [1, 2, 50]) expect(await idsOf(path, limit)).toEqual(ids);
  });

  it('shows a copy with its loans', async () => {
    expect((await served.get('/v1/inventory/inv-0')).body).toEqual({
      tagId: 'inv-0',
      bookId: 'inv-a',
      status: 'available',
      readerId: 'bin',
      lastSeenAt: at('09:30'),
      borrowedAt: at('09:00'),
      returnedAt: at('09:30'),
      loanCount: 1,
      loans: [
        {
          loanNo: 1,
          bookId: 'inv-a',
          borrowedAt: at('09:00'),
          borrowedReaderId: 'door',
          returnedAt: at('09:30'),
          returnedReaderId: 'bin',
          closedBy: 'returned',
        },
      ],
    });
  });

  it('shows the loan that runs after those that have ended', async () => {
    const tagId = 'inv-lent-often';
    const times = ['09:00', '10:00', '11:00', '12:00', '13:00'];
    const own = servedApi(db);
    await own.record([
      anAssignment(at('08:00'), 'inv-c', 1, { tagId }),
      ...times.map((time) => aScan(at(time), { tagId })),
    ]);
    const { body } = await own.get(`/v1/inventory/${tagId}`);
    expect(body).toMatchObject({ status: 'on-loan', borrowedAt: at('13:00'), loanCount: 3 });
    expect(body.loans.map(({ loanNo, returnedAt }: Loan) => [loanNo, returnedAt])).toEqual([
      [1, at('10:00')],
      [2, at('12:00')],
      [3, undefined],
    ]);
    expect(body.loans[2]).toEqual({
      loanNo: 3,
      bookId: 'inv-c',
      borrowedAt: at('13:00'),
      borrowedReaderId: 'desk-1',
    });
  });

  it('answers 404 for a tag of which nothing is known', async () => {
    const { status, body } = await served.get('/v1/inventory/nobody');
    expect([status, body.code]).toEqual([404, 'unknown-tag']);
  });

  it('looks at every tag when a query fits more books than it looks up', async () => {
    const books = Array.from({ length: 101 }, (_, i) => `many-${String(i).padStart(3, '0')}`);
    const many = servedApi(db);
    await many.record([
      ...books.map((bookId) => aRegistered(bookId, 'One of many', 'Anon')),
      ...books.map((bookId, i) => anAssignment(at('08:00'), bookId, 1, { tagId: `m-${1000 + i}` })),
      anAssignment(at('08:00'), 'other', 1, { tagId: 'm-2000' }),
    ]);
    const { items } = await many.all('/v1/inventory?query=of%20many', 37);
    expect((items as { tagId: string }[]).map(({ tagId }) => tagId)).toEqual(
      books.map((_, i) => `m-${1000 + i}`),
    );
  });
});

describe('the unknown tags', () => {
  it('are listed newest first, each with the book that its text names', async () => {
    const served = servedApi(db);
    const seen = (tagId: string, time: string, text: string) => {
      const scan = aScan(at(time), { tagId, readerId: 'door' });
      return { ...scan, data: { ...scan.data, text } };
    };
    await served.record([
      aRegistered('book-77', 'Emma', 'Jane Austen'),
      aRename(at('08:30'), 'book-77', 'Emma, a novel'),
      seen('u-1', '09:00', 'book-77'),
      seen('u-2', '11:00', 'hello'),
      seen('u-3', '10:00', ''),
      seen('u-assigned', '10:00', ''),
      anAssignment(at('12:00'), 'book-77', 1, { tagId: 'u-assigned' }),
      anAssignment(at('07:00'), 'book-77', 1, { tagId: 'u-never-scanned' }),
    ]);
    const { items } = await served.all('/v1/tags/unknown', 1);
    expect(items).toEqual([
      { tagId: 'u-2', text: 'hello', readerId: 'door', lastSeenAt: at('11:00') },
      { tagId: 'u-3', text: '', readerId: 'door', lastSeenAt: at('10:00') },
      {
        tagId: 'u-1',
        text: 'book-77',
        readerId: 'door',
        lastSeenAt: at('09:00'),
        suggestedBook: { bookId: 'book-77', name: 'Emma, a novel', author: 'Jane Austen' },
      },
    ]);
  });
});
