import { DeleteItemCommand, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { toItem } from '../../../app/events/event-codec';
import type { VerifyReport } from '../../../app/history/drift';
import { analyticsKeys, inventoryKeys, stockKeys } from '../../../contract/keys';
import type { TableName } from '../../../contract/tables';
import { currentRules } from '../../../domain/tag/rules';
import { aBook, anAssignment, aScan, at } from '../../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';

const EVENTS = [
  aBook(at('08:00'), 'b'),
  anAssignment(at('08:00'), 'b', 1, { tagId: 't1' }),
  anAssignment(at('08:00'), 'b', 1, { tagId: 't2' }),
  aScan(at('09:00'), { tagId: 't1', scanId: 'out' }),
  aScan(at('12:00'), { tagId: 't1', scanId: 'in' }),
  aScan(at('15:00'), { tagId: 't2', scanId: 'out2' }),
];
const DAY = '2026-03-02';
const HOT_DAY_SHARDS = Array.from({ length: analyticsKeys.dayShards }, (_, shard) => shard);

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
  await fixture.scan(EVENTS);
});
afterEach(() => fixture.close());

type Key = { readonly pk: string; readonly sk: string };
const put = (table: TableName, row: object) => fixture.put(table, row);
const remove = (table: TableName, key: object) =>
  fixture.db.client.send(new DeleteItemCommand({ TableName: fixture.db.tables[table], Key: marshall(key) }));
const add = (table: TableName, { pk, sk }: Key, figure: string, amount: number) =>
  fixture.db.client.send(
    new UpdateItemCommand({
      TableName: fixture.db.tables[table],
      Key: marshall({ pk, sk }),
      UpdateExpression: 'ADD #f :a',
      ExpressionAttributeNames: { '#f': figure },
      ExpressionAttributeValues: marshall({ ':a': amount }),
    }),
  );
const get = async (table: TableName, { pk, sk }: Key) => {
  const { Item } = await fixture.db.client.send(
    new GetItemCommand({ TableName: fixture.db.tables[table], Key: marshall({ pk, sk }) }),
  );
  return unmarshall(Item!);
};
const rowsOf = ({ drift }: VerifyReport) => drift.map(({ table, row }) => `${table}: ${row}`).sort();

describe('verify', () => {
  it('given rows that say what history says, then it finds nothing', async () => {
    const report = await fixture.verify();
    expect(report).toMatchObject({ differences: 0, drift: [], events: EVENTS.length });
    expect(report.rows).toBeGreaterThan(10);
  });

  const planted: [string, () => Promise<unknown>, string[]][] = [
    [
      "a tag's status",
      async () => {
        const row = await get('inventory', inventoryKeys.tag('g1', 't1'));
        await put('inventory', { ...row, status: 'on-loan' });
      },
      ['inventory: tag t1 tag'],
    ],
    [
      "how far a tag's row has been read",
      async () => {
        const row = await get('inventory', inventoryKeys.tag('g1', 't1'));
        await put('inventory', { ...row, reading: { ...row['reading'], pendingVoids: ['x'] } });
      },
      ['inventory: tag t1 tag'],
    ],
    ['a missing tag', () => remove('inventory', inventoryKeys.tag('g1', 't2')), ['inventory: tag t2 tag']],
    [
      'a tag that never was',
      async () => {
        const row = await get('inventory', inventoryKeys.tag('g1', 't1'));
        await put('inventory', { ...row, ...inventoryKeys.tag('g1', 'ghost'), tagId: 'ghost' });
      },
      ['inventory: tag ghost tag'],
    ],
    [
      'a loan with another return',
      async () => {
        const row = await get('inventory', inventoryKeys.loan('g1', 't1', 1));
        await put('inventory', { ...row, returnedAt: at('13:00') });
      },
      ['inventory: tag t1 loan#000001'],
    ],
    [
      'a missing loan',
      () => remove('inventory', inventoryKeys.loan('g1', 't1', 1)),
      ['inventory: tag t1 loan#000001'],
    ],
    [
      'a row of a loan that runs',
      async () => {
        const row = await get('inventory', inventoryKeys.loan('g1', 't1', 1));
        await put('inventory', { ...row, ...inventoryKeys.loan('g1', 't2', 1), tagId: 't2' });
      },
      ['inventory: tag t2 loan#000001'],
    ],
    [
      'a missing copy of a book',
      () => remove('inventory', inventoryKeys.copyOf('g1', 't1', 'b')),
      ['inventory: tag t1 book#b'],
    ],
    ["a book's count", () => add('stock', stockKeys.book('g1', 'b'), 'onLoan', 1), ['stock: book b counts']],
    [
      "a book's name",
      async () => put('stock', { ...(await get('stock', stockKeys.book('g1', 'b'))), name: 'Other' }),
      ['stock: book b details'],
    ],
    [
      'a book that never was',
      () => put('stock', { ...stockKeys.book('g1', 'ghost'), total: 1, onLoan: 0 }),
      ['stock: book ghost counts'],
    ],
    [
      "a book's day",
      () => add('analytics', analyticsKeys.bookDay('g1', DAY, 'b'), 'borrowed', 1),
      [`analytics: ${DAY} book b`],
    ],
    [
      "a day's own sums",
      () => add('analytics', analyticsKeys.daySum('g1', DAY, HOT_DAY_SHARDS.at(-1)!), 'outcome:borrowed', 1),
      [`analytics: ${DAY} all books`],
    ],
    [
      "a book's running totals",
      () => add('analytics', analyticsKeys.running('g1', 'b'), 'total', -1),
      ['analytics: book b running totals'],
    ],
    [
      'what a tag has contributed',
      async () => {
        const row = await get('analytics', analyticsKeys.contribution('g1', 't1', 1));
        await put('analytics', { ...row, added: { ...row['added'], [`${DAY}|borrowed|b`]: 5 } });
      },
      ['analytics: tag t1 contributions'],
    ],
    ['a row of no known kind', () => put('analytics', { pk: 'g1#odd', sk: 'x' }), ['analytics: g1#odd x']],
  ];

  it.each(planted)('given %s, then it is found, and nothing else', async (_, plant, rows) => {
    await plant();
    const report = await fixture.verify();
    expect(rowsOf(report)).toEqual(rows);
    expect(report.differences).toBe(rows.length);
  });

  it('given a drifted count, then it tells the events behind it', async () => {
    await add('stock', stockKeys.book('g1', 'b'), 'onLoan', 1);
    const { drift } = await fixture.verify();
    expect(drift[0]).toMatchObject({ expected: { total: 2, onLoan: 1 }, stored: { total: 2, onLoan: 2 } });
    expect(drift[0]?.events.map(({ eventId, outcome }) => outcome ?? eventId)).toEqual([
      'assign#000001',
      'assign#000001',
      'borrowed',
      'returned',
      'borrowed',
    ]);
  });

  it('given a changed event, then it is named, and so is every row that no longer fits', async () => {
    const scan = EVENTS[3]!;
    const moved = { ...toItem(scan), effectiveAt: at('10:00') };
    await put('events', moved);
    const report = await fixture.verify();
    expect(rowsOf(report)).toEqual(
      expect.arrayContaining([
        `events: tag#t1 scan#out (changed since it was recorded)`,
        'inventory: tag t1 loan#000001',
      ]),
    );
  });

  it('given a deleted event, then the rows that it made are found', async () => {
    await remove('events', { streamId: 'tag#t2', eventId: 'scan#out2' });
    expect(rowsOf(await fixture.verify())).toEqual(
      expect.arrayContaining(['inventory: tag t2 tag', 'stock: book b counts']),
    );
  });

  it('given something that is no event, then it is named', async () => {
    await put('events', { streamId: 'tag#t1', eventId: 'junk', type: 'Nothing' });
    expect(rowsOf(await fixture.verify())).toEqual(['events: tag#t1 junk']);
  });

  it('given 20 scans a second for five seconds, then it waits for what moves and finds only what is wrong', async () => {
    await add('analytics', analyticsKeys.bookDay('g1', DAY, 'b'), 'returned', 1);
    let scanned = 0;
    const scans = (async () => {
      while (scanned < 100) {
        scanned += 1;
        const now = new Date().toISOString();
        await fixture.scan([
          aScan(now, { tagId: scanned % 2 ? 't1' : 't2', readerId: `r${scanned}`, recordedAt: now }),
        ]);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    const report = await fixture.verify(20_000);
    await scans;
    expect(rowsOf(report)).toEqual([`analytics: ${DAY} book b`]);
  });

  it('given other rules, then a dry run tells each row that would change and the scans that cause it', async () => {
    await fixture.scan([
      aScan(at('16:00'), { tagId: 't1', readerId: 'desk', scanId: 'first' }),
      aScan(at('16:00:30'), { tagId: 't1', readerId: 'desk', scanId: 'second' }),
    ]);
    const report = await fixture.verify(0, {
      wanted: { rules: currentRules(60_000), timeZone: fixture.location.timeZone },
    });
    expect(rowsOf(report)).toEqual([
      `analytics: ${DAY} all books`,
      `analytics: ${DAY} book b`,
      'analytics: book b running totals',
      'analytics: tag t1 contributions',
      'inventory: tag t1 loan#000002',
      'inventory: tag t1 tag',
      'stock: book b counts',
    ]);
    for (const { events } of report.drift) {
      expect(events).toEqual([
        expect.objectContaining({ eventId: 'scan#second', outcome: 'repeat', servedOutcome: 'returned' }),
      ]);
    }
  });

  it('given scans that were recorded weeks late, then the day that other rules would change has them behind it too', async () => {
    const recordedAt = at('10:00', '2026-03-30');
    await fixture.scan([
      aScan(at('16:00'), { tagId: 't1', readerId: 'desk', scanId: 'first', recordedAt }),
      aScan(at('16:00:30'), { tagId: 't1', readerId: 'desk', scanId: 'second', recordedAt }),
    ]);
    const { drift } = await fixture.verify(0, {
      wanted: { rules: currentRules(60_000), timeZone: fixture.location.timeZone },
    });
    expect(drift.find(({ row }) => row === `${DAY} all books`)?.events).toEqual([
      expect.objectContaining({ eventId: 'scan#second', outcome: 'repeat', servedOutcome: 'returned' }),
    ]);
  });
});
