import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { AuthorizeService } from '../../src/events/deliver-event';
import { serveEvents } from '../../src/events/serve-events';
import { AwsError } from '../../src/gateway/aws-error';
import { startGateway } from '../../src/gateway/start-gateway';
import { openQueues, type Queues } from '../../src/sqs/queues';
import { openStore } from '../../src/store/durable-store';
import { REGION, smallStack } from '../support/small-stack';

const unused = async () => {
  throw new Error('not in this test');
};
const LAMBDA = 'arn:aws:lambda:eu-central-1:000000000000:function:f';
const WORK = 'arn:aws:sqs:eu-central-1:000000000000:work';
const DEAD = 'arn:aws:sqs:eu-central-1:000000000000:dead';

describe('the local EventBridge', () => {
  let directory: string;
  let queues: Queues;
  let bus: EventBridgeClient;
  let stop: () => Promise<void>;
  let invoked: unknown[];
  let faults: unknown[];
  /** The queues and functions that let no rule in. */
  let closed: Set<string>;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-events-'));
    const store = await openStore(directory);
    const gateway = await startGateway({ port: 0, onFault: (error) => faults.push(error) });
    const model = smallStack(gateway.endpoint);
    queues = await openQueues(model.queues, store, (error) => faults.push(error));
    invoked = [];
    faults = [];
    closed = new Set();
    const authorizeService: AuthorizeService = (service, _rule, { action, resource }) =>
      closed.has(resource) ? { allowed: false, message: `${service} may not ${action}` } : { allowed: true };
    const invokeLambda = async (arn: string, event: unknown) => {
      if (JSON.stringify(event).includes('refuse me')) throw new AwsError('RequestTooLarge', 'too large');
      if (JSON.stringify(event).includes('break')) throw new Error('disk full');
      invoked.push([arn, event]);
    };
    const rules = [
      ...model.rules,
      {
        name: 'call',
        busName: 'bus',
        pattern: { source: ['test'], 'detail-type': ['Call'] },
        targets: [{ id: 'f', arn: LAMBDA, deadLetterArn: DEAD }],
      },
    ];
    const events = serveEvents({ ...model, rules }, { queues, invokeLambda, authorizeService });
    gateway.serve({ events, sqs: unused, dynamodb: unused, s3: unused });
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'any' };
    bus = new EventBridgeClient({ endpoint: gateway.endpoint, region: REGION, credentials, maxAttempts: 1 });
    stop = async () => {
      bus.destroy();
      queues.close();
      await gateway.close();
      await store.close();
      await rm(directory, { recursive: true, force: true });
    };
  });
  afterEach(() => stop());

  const entry = (DetailType: string, more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
    EventBusName: 'bus',
    Source: 'test',
    DetailType,
    Detail: '{"n":1}',
    ...more,
  });
  const put = (...Entries: PutEventsRequestEntry[]) => bus.send(new PutEventsCommand({ Entries }));
  const received = async (name: string) => (await queues.byName(name)?.receive(10)) ?? [];

  it('when an event fits a rule, then its queue has the whole envelope before the answer comes', async () => {
    const { Entries, FailedEntryCount } = await put(
      entry('Work', { Time: new Date('2026-11-22T09:15:02Z'), Resources: ['r'] }),
      entry('Other'),
      entry('MoreWork', { Source: 'elsewhere' }),
    );
    expect(FailedEntryCount).toBe(0);
    expect((await received('work')).map(({ body }) => JSON.parse(body))).toEqual([
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Work',
        source: 'test',
        account: '000000000000',
        time: '2026-11-22T09:15:02Z',
        region: REGION,
        resources: ['r'],
        detail: { n: 1 },
      },
    ]);
  });

  it('given one bad entry among good ones, then it alone fails', async () => {
    const result = await put(
      entry('Work'),
      entry('Work', { Detail: '{broken' }),
      entry('Work', { EventBusName: 'nowhere' }),
      entry('Work', { Source: '' }),
    );
    expect(result.FailedEntryCount).toBe(3);
    expect(result.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'ResourceNotFoundException',
      'InvalidArgument',
    ]);
    expect(await received('work')).toHaveLength(1);
  });

  it('when there are more than ten entries or more than 256 KB, then all are refused', async () => {
    await expect(put(...Array.from({ length: 11 }, () => entry('Work')))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const Detail = JSON.stringify({ text: 'x'.repeat(140_000) });
    await expect(put(entry('Work', { Detail }), entry('Work', { Detail }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(await received('work')).toEqual([]);
  });

  it('given a function as target, then it is invoked with the envelope', async () => {
    await put(entry('Call'));
    expect(invoked).toMatchObject([[LAMBDA, { 'detail-type': 'Call', detail: { n: 1 } }]]);
  });

  it.each([
    ['function', 'Call', LAMBDA, 'lambda:InvokeFunction'],
    ['queue', 'Work', WORK, 'sqs:SendMessage'],
  ])(
    'given a %s does not let the rule in, then the event lies in the dead-letter queue',
    async (_, type, target, action) => {
      closed.add(target);
      await put(entry(type));
      expect(invoked).toEqual([]);
      expect(await received('work')).toEqual([]);
      const [dead] = await received('dead');
      expect(dead?.attributes).toMatchObject({
        TARGET_ARN: { StringValue: target },
        ERROR_CODE: { StringValue: 'AccessDeniedException' },
        ERROR_MESSAGE: { StringValue: `events.amazonaws.com may not ${action}` },
      });
    },
  );

  it('given the dead-letter queue does not let the rule in either, then the event is not accepted', async () => {
    closed.add(WORK).add(DEAD);
    await expect(put(entry('Work'))).rejects.toThrow('events.amazonaws.com may not sqs:SendMessage');
    expect(await received('dead')).toEqual([]);
  });

  it('given a target refuses an event, then it lies in the dead-letter queue of the target, saying why', async () => {
    expect((await put(entry('Call', { Detail: '{"text":"refuse me"}' }))).FailedEntryCount).toBe(0);
    const [dead] = await received('dead');
    expect(JSON.parse(dead?.body ?? '')).toMatchObject({ detail: { text: 'refuse me' } });
    expect(dead?.attributes).toMatchObject({
      RULE_ARN: { StringValue: 'arn:aws:events:eu-central-1:000000000000:rule/bus/call' },
      TARGET_ARN: { StringValue: LAMBDA },
      ERROR_CODE: { StringValue: 'RequestTooLarge' },
      ERROR_MESSAGE: { StringValue: 'too large' },
    });
  });

  it('given an event could not be kept, then the call fails, so that the sender tries again', async () => {
    await expect(put(entry('Call', { Detail: '{"text":"break"}' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 500 },
    });
    expect(faults).toMatchObject([{ message: 'disk full' }]);
    expect(await received('dead')).toEqual([]);
  });

  it('given a target without a home in the stack, then the bus does not start', () => {
    const model = smallStack('http://127.0.0.1:1');
    const rules = [
      { name: 'r', busName: 'bus', pattern: { source: ['x'] }, targets: [{ id: 't', arn: 'arn:x' }] },
    ];
    expect(() => serveEvents({ ...model, rules }, { queues, invokeLambda: unused })).toThrow(
      'cannot deliver to arn:x',
    );
  });
});
