import { analyticsReader } from '../../../../adapters/dynamodb/analytics/analytics-reader';
import { servedRows } from '../../../../adapters/dynamodb/generations/served-rows';
import { libraryCalendar } from '../../../../app/lib/library-calendar';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';
import { aContributionFixture, aLoan, DAY, nameOf, readingOf } from './contribution-fixture';

describe('a row that does not count', () => {
  const generation = 'g1';
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startTestDynamoDb();
    const fixture = aContributionFixture(db, generation);
    await fixture.projector().commit([aLoan('p'), aLoan('s')]);
    const breakingOff = fixture.projector((command, send) =>
      nameOf(command) === 'TransactWriteItems' ? Promise.reject(new Error('It has died.')) : send(),
    );
    await breakingOff.commit([aLoan('p', 2), aLoan('s', 2), aLoan('first')]).catch(() => {});
  });
  afterAll(() => db.stop());
  const read = (tagId: string) => {
    const { client, tables } = db;
    const calendar = libraryCalendar('UTC');
    return servedRows({ client, tables, generation, calendar, segments: 1 }).readTag(tagId);
  };

  it('is no part of what a tag is compared by, nor is what tells its batch', async () => {
    const { rows, added } = await read('s');
    const counting = { [`${DAY}|borrowed|b`]: 1 };
    expect(added).toEqual(counting);
    expect(rows.get('contributions')).toEqual({ added: counting, reading: readingOf(1) });
  });

  it('is nothing, where it is a tag’s only one', async () => {
    const { rows, added } = await read('first');
    expect([rows.get('contributions'), added]).toEqual([undefined, {}]);
  });

  it('does not say that an event was counted', async () => {
    const reader = analyticsReader(db.client, db.tables.analytics, generation);
    expect(await reader.countedUpTo('s')).toBe(readingOf(1).recordedUpTo);
    expect(await reader.countedUpTo('first')).toBeUndefined();
    expect(await reader.countedUpTo('p')).toBe(readingOf(1).recordedUpTo);
  });

  it('is left as it is by those who only read', async () => {
    const before = await aContributionFixture(db, generation).row('first');
    expect(before).toMatchObject({ with: { tagId: 'p', revision: 2 } });
  });
});
