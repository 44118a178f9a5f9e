import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { readersTable } from '../../../../adapters/dynamodb/control/readers-table';
import { seenReaders } from '../../../../adapters/dynamodb/control/seen-readers';
import { controlKeys } from '../../../../contract/keys';
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb';

const at = (time: string) => `2026-11-22T${time}.000Z`;

describe('the readers in the control table', () => {
  let db: TestDynamoDb;
  beforeAll(async () => {
    db = await startTestDynamoDb();
  });
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

  it('keep all that a reader tells of itself, until it tells less', async () => {
    const told = {
      spoolDepth: 12,
      version: '0.2.0',
      oldestUnsentAt: at('09:30:00'),
      lastReadAt: at('09:59:00'),
      reads: 4711,
      repeats: 17,
      readErrors: { collision: 3, garbled: 0 },
      chip: { kind: 'mfrc522', version: '92', faults: 1 },
      clockSynced: false,
      uptimeS: 86_400.5,
      temperatureC: 61.2,
      undervoltage: true,
      freeDiskBytes: 12_345_678_901,
      certificateEndsAt: '2027-11-22T00:00:00.000Z',
      parked: 2,
    };
    await readers().status('e', { state: 'online', at: at('09:59:59'), ...told }, at('10:00:00'));
    const seen = async () => (await seenReaders(db.client, db.tables.control).list()).find(isE);
    const isE = ({ readerId }: { readerId: string }) => readerId === 'e';
    expect(await seen()).toEqual({
      readerId: 'e',
      state: 'online',
      lastSeenAt: at('10:00:00'),
      stateAt: at('09:59:59'),
      stateReceivedAt: at('10:00:00'),
      ...told,
    });
    await readers().status('e', { state: 'offline', version: '0.2.0' }, at('11:00:00'));
    expect(await seen()).toEqual({
      readerId: 'e',
      state: 'offline',
      lastSeenAt: at('10:00:00'),
      stateReceivedAt: at('11:00:00'),
      version: '0.2.0',
    });
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
