import { BatchGetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { anAssignment, aRetirement, aScan, at } from '../../domain/builders';
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { type ServedApi, servedApi } from './served-api';

/** SimpleMFRC522's number of all tags of seven bytes that begin with 04 A2 B3. */
const SHARED = String(0x88_04_a2_b3_9d);

let db: TestDynamoDb;

const assigned = (tagId: string, bookId = 'book-same') => anAssignment(at('08:00'), bookId, 1, { tagId });
const seen = (tagId: string, time = '09:00') => aScan(at(time), { tagId });

type Row = { readonly tagId: string; readonly sameAs?: readonly string[] };

async function unknown(served: ServedApi): Promise<Record<string, readonly string[] | undefined>> {
  const { items } = await served.all('/v1/tags/unknown', 7);
  return Object.fromEntries((items as Row[]).map(({ tagId, sameAs }) => [tagId, sameAs]));
}

describe('an unknown tag', () => {
  // One events table: what a tag was in the test before it still is.
  beforeEach(async () => {
    db = await startTestDynamoDb();
  });
  afterEach(() => db.stop());

  it.each([
    ['in another case', '59e5971a', '59E5971A'],
    ['with colons', '59E5971A', '59:e5:97:1a'],
    ['with hyphens', '59-E5-97-1A', '59E5971A'],
    ['in the other byte order', '1a97e559', '59E5971A'],
    ['as the number of SimpleMFRC522', '386103974449', '59:E5:97:1A'],
    ['where the number is the one assigned', '59e5971a', '386103974449'],
    ['as the number of its bytes the other way round', '1a97e559', '386103974449'],
    ['of seven bytes, where the number is assigned', '04a2b3c4d5e680', SHARED],
    ['of seven bytes the other way round, likewise', '80E6D5C4B3A204', SHARED],
    ['of seven bytes, read as the number', SHARED, '04:A2:B3:C4:D5:E6:80'],
    ['of eight bytes, as ISO 15693 has them', 'E00401005A3B1C2D', '2d:1c:3b:5a:00:01:04:e0'],
  ])('is shown with the assigned tag of the same bytes, written %s', async (_, stranger, known) => {
    const served = servedApi(db);
    await served.record([assigned(known), seen(stranger)]);
    expect(await unknown(served)).toEqual({ [stranger]: [known] });
  });

  it('is shown with all that share its number', async () => {
    const served = servedApi(db);
    await served.record([
      ...['04A2B300000001', '04a2b3c4d5e680', '04:A2:B3:00:00:00:02'].map((tagId) => assigned(tagId)),
      ...['04A2B400000001', '04A2B3', '04A2B3C4', '04a2b3-of-a-kind'].map((tagId) => assigned(tagId)),
      seen(SHARED),
    ]);
    expect(await unknown(served)).toEqual({
      [SHARED]: ['04:A2:B3:00:00:00:02', '04A2B300000001', '04a2b3c4d5e680'],
    });
  });

  it('is shown alone where the other tag is unknown or retired too, or has other bytes', async () => {
    const served = servedApi(db);
    await served.record([
      ...[seen('59e5971a'), seen('59E5971A')],
      ...[assigned('AABBCCDD'), aRetirement(at('08:30'), 1, { tagId: 'AABBCCDD' }), seen('aabbccdd')],
      ...[assigned('11223344'), seen('11223345'), seen('book-1')],
    ]);
    const found = await unknown(served);
    expect(Object.keys(found).sort()).toEqual(['11223345', '59E5971A', '59e5971a', 'aabbccdd', 'book-1']);
    expect(Object.values(found)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('stays a tag of its own: nothing of the other one moves', async () => {
    const served = servedApi(db);
    await served.record([assigned('59E5971A'), seen('59e5971a')]);
    const { body } = await served.get('/v1/inventory/59E5971A');
    expect(body).toMatchObject({ status: 'available', loanCount: 0 });
    expect((await served.get('/v1/inventory/59e5971a')).body).toMatchObject({ status: 'unassigned' });
  });

  it('costs few requests: 14 spellings a tag at most, a hundred a request, six more for a shared number', async () => {
    const served = servedApi(db);
    const hex = Array.from({ length: 50 }, (_, i) => `0102030a0b0c${String(i).padStart(2, '0')}`.slice(-14));
    await served.record([...hex.map((tagId) => seen(tagId)), seen(SHARED, '10:00')]);
    const sent = jest.spyOn(db.client, 'send');
    await served.get('/v1/tags/unknown?limit=50');
    const commands = sent.mock.calls.map(([command]) => command);
    sent.mockRestore();
    // One for the rows of the page, seven for 49 × 13 spellings.
    expect(commands.filter((command) => command instanceof BatchGetItemCommand)).toHaveLength(8);
    // Two for the lists of the page, six for the number.
    expect(commands.filter((command) => command instanceof QueryCommand)).toHaveLength(8);
  });
});

describe('a search', () => {
  let served: ServedApi;
  beforeAll(async () => {
    db = await startTestDynamoDb();
    served = servedApi(db);
    await served.record([
      assigned('59e5971a', 'book-four'),
      assigned('04:a2:b3:c4:d5:e6:80', 'book-seven'),
      assigned('80e6d5c400a204', 'book-other'),
      assigned('A1b2C3d4', 'book-mixed'),
      assigned('05A2b300000009', 'book-other'),
      assigned('09000000B3a204', 'book-turned'),
    ]);
  });
  afterAll(() => db.stop());

  it.each([
    ['59E5971A', ['59e5971a']],
    ['59:E5:97:1A', ['59e5971a']],
    ['59 E5 97 1A', ['59e5971a']],
    ['1A97E559', ['59e5971a']],
    ['386103974449', ['59e5971a']],
    ['04A2b3C4d5E680', ['04:a2:b3:c4:d5:e6:80']],
    ['80-E6-D5-C4-B3-A2-04', ['04:a2:b3:c4:d5:e6:80']],
    [SHARED, ['04:a2:b3:c4:d5:e6:80', '09000000B3a204']],
    ['a1:B2:c3:D4', ['A1b2C3d4']],
    ['D4C3B2A1', ['A1b2C3d4']],
    [String(0xa1_b2_c3_d4_04), ['A1b2C3d4']],
    ['04A2B3', ['04:a2:b3:c4:d5:e6:80']],
    ['b3-c4', ['04:a2:b3:c4:d5:e6:80']],
    ['386103974448', []],
    ['-', []],
  ])('for %s finds the tag however its id is written', async (query, tagIds) => {
    for (const filter of ['', '&status=available']) {
      const { items } = await served.all(`/v1/inventory?query=${encodeURIComponent(query)}${filter}`, 1);
      expect((items as Row[]).map(({ tagId }) => tagId)).toEqual(tagIds);
    }
  });
});
