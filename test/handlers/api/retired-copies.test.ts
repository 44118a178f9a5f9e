import { aBook, anAssignment, anIgnoring, aRetirement, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type ServedApi, servedApi } from './served-api';

let db: TestDynamoDb;
let served: ServedApi;
const tags = ['r-0', 'r-1', 'r-2', 'r-3', 'r-4', 'r-5'];
const reasonOf = (i: number) => (['lost', 'damaged', 'withdrawn'] as const)[i % 3] ?? 'lost';

/** Six retired copies: r-1 and r-4 were seen again, r-4 is ignored; two tags are unknown, one of them ignored. */
beforeAll(async () => {
  db = await startTestDynamoDb();
  served = servedApi(db);
  await served.record([
    aBook(at('08:00'), 'book-1', 'Emma'),
    ...tags.flatMap((tagId, i) => {
      const retirement = aRetirement(at('10:00'), 1, { tagId });
      return [
        anAssignment(at('08:10'), 'book-1', 1, { tagId }),
        aScan(at('09:00'), { tagId }),
        { ...retirement, data: { tagId, reason: reasonOf(i) } },
      ];
    }),
    aScan(at('11:00'), { tagId: 'r-1', readerId: 'bin' }),
    aScan(at('12:00'), { tagId: 'r-4' }),
    anIgnoring(at('12:30'), true, 1, { tagId: 'r-4' }),
    aScan(at('11:30'), { tagId: 'new-1' }),
    aScan(at('13:00'), { tagId: 'new-2' }),
    anIgnoring(at('13:30'), true, 1, { tagId: 'new-2' }),
  ]);
});
afterAll(() => db.stop());

const idsOf = (items: unknown[]) => (items as { tagId: string }[]).map(({ tagId }) => tagId);

describe('retired copies', () => {
  it.each([
    ['retired', tags],
    ['lost', ['r-0', 'r-3']],
    ['damaged', ['r-1', 'r-4']],
    ['withdrawn', ['r-2', 'r-5']],
  ])(
    'of status %s are listed by tag, those seen again among them, in pages of any size',
    async (status, ids) => {
      for (const limit of [1, 2, 50]) {
        const { items } = await served.all(`/v1/inventory?status=${status}`, limit);
        expect(idsOf(items)).toEqual(ids);
      }
      const { items } = await served.all(`/v1/inventory?status=${status}&bookId=book-1`);
      expect(idsOf(items)).toEqual(ids);
      const found = await served.all(`/v1/inventory?status=${status}&query=emma`);
      expect(idsOf(found.items)).toEqual(ids);
    },
  );

  it('tell why in their row', async () => {
    const { body } = await served.get('/v1/inventory/r-2');
    expect(body).toMatchObject({ status: 'retired', retiredReason: 'withdrawn', bookId: 'book-1' });
    expect((await served.get('/v1/inventory/new-1')).body).not.toHaveProperty('retiredReason');
  });

  it('that were seen again are among the unknown tags, newest first, each with its book', async () => {
    for (const limit of [1, 50]) {
      const { items } = await served.all('/v1/tags/unknown', limit);
      expect(idsOf(items)).toEqual(['new-1', 'r-1']);
      expect(items[1]).toEqual({
        tagId: 'r-1',
        text: '',
        readerId: 'bin',
        lastSeenAt: at('11:00'),
        found: true,
        bookId: 'book-1',
        book: { bookId: 'book-1', name: 'Emma', author: 'Anon' },
        suggestedBook: { bookId: 'book-1', name: 'Emma', author: 'Anon' },
        retiredReason: 'damaged',
      });
    }
  });

  it('and unknown tags that are ignored have a list of their own', async () => {
    const { items } = await served.all('/v1/tags/unknown?ignored=true', 1);
    expect(idsOf(items)).toEqual(['new-2', 'r-4']);
    expect(items).toEqual(items.map(() => expect.objectContaining({ ignored: true })));
    expect(idsOf((await served.all('/v1/inventory?status=unassigned', 1)).items)).toEqual(['new-2', 'new-1']);
  });

  it('count in the summary as unknown only where they were seen again and are not ignored', async () => {
    served.setNow(at('15:00'));
    expect((await served.get('/v1/summary')).body).toEqual({
      held: 0,
      available: 0,
      onLoan: 0,
      unknown: 2,
      attention: 2,
      asOf: at('15:00'),
    });
  });
});
