import { anAssignment, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { servedApi } from './served-api';

let db: TestDynamoDb;
beforeAll(async () => {
  db = await startTestDynamoDb();
});
afterAll(() => db.stop());

const ON_LOAN = '/v1/inventory?status=on-loan';

/** Five copies on loan, borrowed in another order than that of their ids, two at one moment. */
async function aLibrary() {
  const served = servedApi(db);
  const tag = (name: string) => `${served.generation().id}-${name}`;
  const borrowed = { a: '13:00', b: '11:00', c: '12:00', d: '11:00', e: '10:00' };
  await served.record([
    ...Object.keys(borrowed).map((name) => anAssignment(at('08:00'), 'book', 1, { tagId: tag(name) })),
    ...Object.entries(borrowed).map(([name, time]) =>
      aScan(at(time), { tagId: tag(name), mode: 'checkout' }),
    ),
  ]);
  const namesOf = (items: unknown) =>
    (items as { tagId: string }[]).map(({ tagId }) => tagId.slice(tag('').length));
  return { served, tag, namesOf };
}

describe('the copies on loan', () => {
  it('are listed the longest out first, those of one moment by tag id, in pages of any size', async () => {
    const { served, namesOf } = await aLibrary();
    for (const limit of [1, 2, 50]) {
      expect(namesOf((await served.all(ON_LOAN, limit)).items)).toEqual(['e', 'b', 'd', 'c', 'a']);
    }
  });

  it('given a query or a book, then are listed by tag id', async () => {
    const { served, tag, namesOf } = await aLibrary();
    for (const filter of ['bookId=book', `query=${tag('')}`]) {
      expect(namesOf((await served.all(`${ON_LOAN}&${filter}`, 2)).items)).toEqual(['a', 'b', 'c', 'd', 'e']);
    }
  });

  it('given one that is returned and lent again between two pages, then it comes again as a new loan, and the others once', async () => {
    const { served, tag, namesOf } = await aLibrary();
    const first = await served.get(`${ON_LOAN}&limit=2`);
    await served.record([
      aScan(at('14:00'), { tagId: tag('b') }),
      aScan(at('15:00'), { tagId: tag('b') }),
      aScan(at('16:00'), { tagId: tag('c') }),
    ]);
    const second = await served.get(`${ON_LOAN}&limit=50&cursor=${first.body.cursor}`);
    expect([namesOf(first.body.items), namesOf(second.body.items)]).toEqual([
      ['e', 'b'],
      ['d', 'a', 'b'],
    ]);
    expect(second.body.items.at(-1)).toMatchObject({ borrowedAt: at('15:00'), loanCount: 2 });
  });

  it('given late scans that say that two were lent earlier, then these move to their places', async () => {
    const { served, tag, namesOf } = await aLibrary();
    for (const [time, name] of [
      ['09:00', 'c'],
      ['10:30', 'a'],
    ] as const) {
      await served.record([aScan(at(time), { tagId: tag(name), mode: 'checkout' })]);
    }
    const { items } = await served.all(ON_LOAN, 2);
    expect(namesOf(items)).toEqual(['c', 'e', 'a', 'b', 'd']);
  });

  it('have cursors that the lists in other orders refuse, as they refuse theirs', async () => {
    const { served } = await aLibrary();
    const cursorOf = async (path: string) => (await served.get(path)).body.cursor;
    const lists = [ON_LOAN, '/v1/inventory?query=-', '/v1/inventory?status=unassigned'];
    await served.record([aScan(at('12:00'), { tagId: 'u-1' }), aScan(at('13:00'), { tagId: 'u-2' })]);
    for (const from of lists) {
      const cursor = await cursorOf(`${from}&limit=1`);
      for (const to of lists) {
        const { status, body } = await served.get(`${to}&cursor=${cursor}`);
        expect([from, to, status, body.code]).toEqual(
          from === to ? [from, to, 200, undefined] : [from, to, 400, 'invalid-cursor'],
        );
      }
    }
  });
});
