import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { eventsTable } from '../../../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../../../adapters/dynamodb/requests/dynamodb-client';
import { withinTime } from '../../../app/lib/working-time';
import { CALLS_IN_FLIGHT } from '../../../contract/retries';
import { aTagScanned } from '../../support/events';
import { FAKE_ACCESS, startFakeAws } from '../../support/fake-aws';

const THROTTLED = {
  status: 400,
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
    message: 'as scripted',
  }),
};
const read = (key: string) => new GetItemCommand({ TableName: 't', Key: { pk: { S: key } } });

describe('a client of a busy DynamoDB', () => {
  let throttles = Number.POSITIVE_INFINITY;
  let fake: Awaited<ReturnType<typeof startFakeAws>>;
  beforeAll(async () => {
    fake = await startFakeAws(() => {
      throttles -= 1;
      return throttles >= 0 ? THROTTLED : { body: '{}' };
    });
  });
  afterAll(() => fake.stop());
  beforeEach(() => {
    throttles = Number.POSITIVE_INFINITY;
    fake.requests.length = 0;
  });
  const client = (maxAttempts = 5) =>
    createDynamoDbClient({ endpoint: fake.endpoint, maxAttempts, ...FAKE_ACCESS });
  const fails = (work: () => Promise<unknown>) =>
    expect(work()).rejects.toMatchObject({ name: 'ThrottlingException' });

  it('tries again in the time that it has', async () => {
    throttles = 1;
    await withinTime(30_000, () => client().send(read('a')));
    expect(fake.requests).toHaveLength(2);
  });

  it('begins no wait that could end after it, and fails with what it met', async () => {
    await fails(() => withinTime(900, () => client().send(read('a'))));
    expect(fake.requests).toHaveLength(1);
  });

  it('is asked again for the second time only if two seconds are left', async () => {
    await fails(() => withinTime(1_900, () => client().send(read('a'))));
    expect(fake.requests.length).toBeLessThanOrEqual(2);
    fake.requests.length = 0;
    throttles = 2;
    await withinTime(60_000, () => client().send(read('a')));
    expect(fake.requests).toHaveLength(3);
  });

  it('ends an insert of many events in time', async () => {
    const events = Array.from({ length: 1_000 }, (_, n) => aTagScanned({ scanId: `s${n}` }));
    const insert = () => withinTime(900, () => eventsTable(client(), 'events').insert(events));
    await fails(insert);
    // Each is asked once: no wait of any of them ended in time.
    expect(fake.requests.length).toBeLessThanOrEqual(events.length);
  });
});

describe('the calls of one client', () => {
  it('are on their way so many at a time, and all are answered, those that fail too', async () => {
    const client = createDynamoDbClient({ endpoint: 'http://127.0.0.1:9', ...FAKE_ACCESS });
    let most = 0;
    let now = 0;
    let count = 0;
    client.middlewareStack.add(
      () => async () => {
        now += 1;
        count += 1;
        const fails = count % 3 === 0;
        most = Math.max(most, now);
        await sleep(3);
        now -= 1;
        if (fails) throw new Error('as scripted');
        return { response: {}, output: { $metadata: {} } };
      },
      { step: 'initialize', priority: 'low' },
    );
    const all = await Promise.allSettled(Array.from({ length: 500 }, (_, n) => client.send(read(`${n}`))));
    expect(all).toHaveLength(500);
    expect(most).toBe(CALLS_IN_FLIGHT);
    expect(now).toBe(0);
  });
});
