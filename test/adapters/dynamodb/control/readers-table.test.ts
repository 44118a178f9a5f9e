import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { readersTable } from '../../../../adapters/dynamodb/control/readers-table';
import { controlKeys } from '../../../../contract/keys';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';

jest.setTimeout(30_000);

const at = (time: string) => `2026-11-22T${time}.000Z`;

describe('the readers in the control table', () => {
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startTestDynamoDb();
  }, 40_000);
  afterAll(() => db.stop());
  const readers = () => readersTable(db.client, db.tables.control);
  const row = async (readerId: string) => {
    const { Item } = await db.client.send(
      new GetItemCommand({ TableName: db.tables.control, Key: marshall(controlKeys.reader(readerId)) }),
    );
    return Item && unmarshall(Item);
  };

  it('tell when each was last seen, whatever order that comes in', async () => {
    await readers().seen('a', at('10:00:00'));
    await readers().seen('a', at('09:00:00'));
    expect(await row('a')).toEqual({ pk: 'readers', sk: 'a', readerId: 'a', lastSeenAt: at('10:00:00') });
    await readers().seen('a', at('11:00:00'));
    expect((await row('a'))?.['lastSeenAt']).toBe(at('11:00:00'));
  });

  it('are noted once a minute at most by one instance', async () => {
    const one = readers();
    for (const time of ['10:00:00', '10:00:30', '10:00:59']) await one.seen('b', at(time));
    expect((await row('b'))?.['lastSeenAt']).toBe(at('10:00:00'));
    await one.seen('b', at('10:01:00'));
    expect((await row('b'))?.['lastSeenAt']).toBe(at('10:01:00'));
  });

  it('keep the last status, whatever order it comes in', async () => {
    const online = { state: 'online', at: at('09:59:59'), spoolDepth: 3, version: '1.2' } as const;
    await readers().status('c', online, at('10:00:00'));
    const whole = {
      pk: 'readers',
      sk: 'c',
      readerId: 'c',
      lastSeenAt: at('10:00:00'),
      state: 'online',
      stateAt: at('09:59:59'),
      stateReceivedAt: at('10:00:00'),
      spoolDepth: 3,
      version: '1.2',
    };
    expect(await row('c')).toEqual(whole);
    await readers().status('c', { state: 'offline' }, at('09:00:00'));
    expect(await row('c')).toEqual(whole);
  });

  it('were not seen when the broker says that they are gone', async () => {
    await readers().status('d', { state: 'online', spoolDepth: 1 }, at('10:00:00'));
    await readers().status('d', { state: 'offline' }, at('12:00:00'));
    expect(await row('d')).toEqual({
      pk: 'readers',
      sk: 'd',
      readerId: 'd',
      lastSeenAt: at('10:00:00'),
      state: 'offline',
      stateReceivedAt: at('12:00:00'),
    });
  });
});
