import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { eventsTable } from '../../../../adapters/dynamodb/events/events-table';
import { eventDigest } from '../../../../app/events/event-digest';
import { describeEventLog } from '../../../contract/event-log';
import { availableEngines, startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';
import { aTagScanned } from '../../../support/events';

describe.each(availableEngines())('the Events table on %s', (engine) => {
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startTestDynamoDb(engine);
  });
  afterAll(() => db.stop());
  const log = () => eventsTable(db.client, db.tables.events);

  describeEventLog(log);

  it('keeps with each event its digest and its place in the feed', async () => {
    const event = aTagScanned({ scanId: 'fed', tagId: 'fed' });
    await log().insert([event]);
    const { Items = [] } = await db.client.send(
      new ScanCommand({
        TableName: db.tables.events,
        IndexName: 'byRecorded',
        FilterExpression: 'streamId = :s',
        ExpressionAttributeValues: { ':s': { S: 'tag#fed' } },
      }),
    );
    expect(Items.map((item) => unmarshall(item))).toEqual([
      expect.objectContaining({
        digest: eventDigest(event),
        feed: expect.stringMatching(/^2026-11-22#[0-7]$/),
      }),
    ]);
  });

  it('throws for a table that does not exist, naming the cause', async () => {
    await expect(eventsTable(db.client, 'nowhere').insert([aTagScanned()])).rejects.toThrow(
      /nowhere|not found|non-existent/i,
    );
  });
});
