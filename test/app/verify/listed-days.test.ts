import { DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { analyticsKeys, controlKeys } from '../../../contract/keys';
import { anAssignment, aScan, at } from '../../domain/builders';
import { aHistoryFixture, type HistoryFixture } from '../../support/history-fixture';

const DAYS = ['2019-05-06', '2026-03-02'];
const EVENTS = [
  anAssignment(at('08:00', DAYS[0]), 'b', 1, { tagId: 't1' }),
  aScan(at('09:00', DAYS[1]), { tagId: 't1' }),
];

let fixture: HistoryFixture;
beforeEach(async () => {
  fixture = await aHistoryFixture();
  await fixture.scan(EVENTS);
});
afterEach(() => fixture.close());

async function listedIn(generation: string): Promise<string[]> {
  const { client, tables } = fixture.db;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.analytics,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': analyticsKeys.movedDay(generation, '').pk }),
    }),
  );
  return Items.map(({ sk }) => sk?.S ?? '');
}

const forget = (date: string) =>
  fixture.db.client.send(
    new DeleteItemCommand({
      TableName: fixture.db.tables.analytics,
      Key: marshall(analyticsKeys.movedDay('g1', date)),
    }),
  );

describe('the days that are listed as moved', () => {
  it('are those of the events, by projecting and by a rebuild', async () => {
    expect(await listedIn('g1')).toEqual(DAYS);
    const { generation } = await fixture.rebuild();
    expect(generation).toMatchObject({ listsDays: true });
    expect(await listedIn(generation.id)).toEqual(DAYS);
  });

  it('are told by verify where one is missing', async () => {
    await forget('2019-05-06');
    const { drift, differences } = await fixture.verify();
    expect(differences).toBe(1);
    expect(drift).toEqual([
      expect.objectContaining({ table: 'analytics', row: '2019-05-06 in the list of days' }),
    ]);
  });

  it('may have one more, on which nothing moves any more', async () => {
    await fixture.put('analytics', analyticsKeys.movedDay('g1', '1999-01-01'));
    expect(await fixture.verify()).toMatchObject({ differences: 0 });
  });

  it('are not asked of a generation of before, and are derived by its rebuild', async () => {
    const { serving } = await fixture.generations.read();
    const { listsDays: _, ...before } = serving;
    await fixture.put('control', { ...controlKeys.generations, serving: before, alsoWritten: [] });
    await forget('2019-05-06');
    expect(await fixture.verify()).toMatchObject({ differences: 0 });
    const { generation } = await fixture.rebuild();
    expect(await listedIn(generation.id)).toEqual(DAYS);
    expect(await fixture.verify()).toMatchObject({ differences: 0 });
  });
});
