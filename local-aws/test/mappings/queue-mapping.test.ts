import { credentialsOf } from '../../src/lambda/access-keys';
import type { InvocationResult } from '../../src/lambda/worker';
import { startQueueMapping } from '../../src/mappings/queue-mapping';
import type { EventSourceMapping } from '../../src/mappings/stream-mapping';
import type { FunctionModel, MappingModel } from '../../src/model/stack-model';
import { until } from '../support/function-fixture';
import { aGateway, type GatewayFixture, REGION } from '../support/gateway-fixture';

const QUEUE_ARN = `arn:aws:sqs:${REGION}:000000000000:scans`;
const DEAD_ARN = `arn:aws:sqs:${REGION}:000000000000:dead`;
const FN: FunctionModel = {
  name: 'append',
  arn: `arn:aws:lambda:${REGION}:000000000000:function:append`,
  zipPath: '/none.zip',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memoryMb: 128,
  environment: {},
  roleArn: 'arn:aws:iam::000000000000:role/append',
  asyncRetries: 2,
  asyncMaxAgeSeconds: 3600,
};
const MAPPING: MappingModel = {
  functionArn: FN.arn,
  sourceArn: QUEUE_ARN,
  batchSize: 10,
  windowSeconds: 0,
  partialResponses: true,
  bisect: false,
  maxRetries: -1,
  maxAgeSeconds: -1,
  parallelization: 1,
};
type Message = { messageId: string; body: string; attributes: Record<string, string>; md5OfBody: string };

describe('a queue mapping', () => {
  let gateway: GatewayFixture;
  let mapping: EventSourceMapping;
  let batches: Message[][];

  const start = (answer: (batch: Message[]) => InvocationResult, overrides: Partial<MappingModel> = {}) => {
    const queue = gateway.queueModels.find(({ name }) => name === 'scans');
    mapping = startQueueMapping({
      mapping: { ...MAPPING, ...overrides },
      fn: FN,
      queue: queue!,
      region: REGION,
      endpoint: gateway.endpoint,
      credentials: credentialsOf(FN.name),
      gatherMs: 10,
      concurrency: 1,
      invoke: async (_, payload) => {
        const { Records }: { Records: Message[] } = JSON.parse(payload);
        batches.push(Records);
        return answer(Records);
      },
      comeBackIn: (handle) => gateway.queues.byName('scans')?.changeVisibility(handle, 0),
      observe: gateway.observe,
    });
  };
  const send = async (...bodies: string[]) => {
    for (const [n, body] of bodies.entries()) {
      await gateway.queues.byName('scans')?.send({ id: `m${n}-${body}`, body, senderId: 'test' });
    }
  };
  const counts = (name: string) => gateway.queues.byName(name)?.counts();
  const empty = { visible: 0, inFlight: 0 };
  const done: InvocationResult = { ok: true, payload: '{"batchItemFailures":[]}' };

  beforeEach(async () => {
    batches = [];
    gateway = await aGateway({
      queues: [
        {
          name: 'scans',
          arn: QUEUE_ARN,
          visibilityTimeoutSeconds: 30,
          retentionSeconds: 3600,
          redrive: { deadLetterArn: DEAD_ARN, maxReceiveCount: 3 },
        },
        { name: 'dead', arn: DEAD_ARN, visibilityTimeoutSeconds: 30, retentionSeconds: 3600 },
      ],
    });
  });
  afterEach(async () => {
    await mapping.close();
    await gateway.close();
  });

  it('brings messages in batches as Lambda writes them, and deletes what is done', async () => {
    await send('ä', 'b', 'c');
    start(() => done);
    await until(() => batches.flat().length === 3);
    expect(batches[0]?.[0]).toMatchObject({
      body: 'ä',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d{13}$/) },
      eventSource: 'aws:sqs',
      eventSourceARN: QUEUE_ARN,
      awsRegion: REGION,
    });
    await until(() => JSON.stringify(counts('scans')) === JSON.stringify(empty));
  });

  it('brings again only what a partial response names', async () => {
    await send('good', 'bad');
    start((batch) => {
      const bad = batch.filter(
        ({ body, attributes }) => body === 'bad' && attributes['ApproximateReceiveCount'] === '1',
      );
      return {
        ok: true,
        payload: JSON.stringify({
          batchItemFailures: bad.map(({ messageId }) => ({ itemIdentifier: messageId })),
        }),
      };
    });
    await until(() => JSON.stringify(counts('scans')) === JSON.stringify(empty));
    const bodies = batches.flat().map(({ body }) => body);
    expect(bodies.filter((body) => body === 'good')).toHaveLength(1);
    expect(bodies.filter((body) => body === 'bad')).toHaveLength(2);
  });

  it('leaves a message that always fails to the dead-letter queue after its receives', async () => {
    await send('poison');
    start(() => ({ ok: false, error: { errorType: 'Error', errorMessage: 'no' } }));
    await until(() => counts('dead')?.visible === 1);
    expect(batches).toHaveLength(3);
    expect(counts('scans')).toEqual(empty);
  });

  it('is woken by a message that comes later', async () => {
    start(() => done);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const sentAt = Date.now();
    await send('late');
    await until(() => batches.length === 1);
    expect(Date.now() - sentAt).toBeLessThan(10_000);
  });

  it('never brings more than its batch size', async () => {
    await send(...Array.from({ length: 25 }, (_, n) => `m${n}`));
    start(() => done, { batchSize: 4 });
    await until(() => batches.flat().length === 25);
    expect(Math.max(...batches.map(({ length }) => length))).toBe(4);
  });

  it('stops at once although it waits for messages', async () => {
    start(() => done);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startedAt = Date.now();
    await mapping.close();
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  });
});
