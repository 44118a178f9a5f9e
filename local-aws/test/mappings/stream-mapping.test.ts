import { DynamoDBClient, ExecuteStatementCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { credentialsOf } from '../../src/lambda/access-keys';
import type { InvocationResult } from '../../src/lambda/worker';
import { type EventSourceMapping, startStreamMapping } from '../../src/mappings/stream-mapping';
import type { LambdaStreamRecord } from '../../src/mappings/stream-record';
import { streamSource } from '../../src/mappings/stream-source';
import { type FunctionModel, type MappingModel, streamArnOf } from '../../src/model/stack-model';
import { until } from '../support/function-fixture';
import { aGateway, type GatewayFixture, REGION } from '../support/gateway-fixture';

const TABLE_ARN = `arn:aws:dynamodb:${REGION}:000000000000:table/events`;
const FN: FunctionModel = {
  name: 'project',
  arn: `arn:aws:lambda:${REGION}:000000000000:function:project`,
  zipPath: '/none.zip',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memoryMb: 128,
  environment: {},
  roleArn: 'arn:aws:iam::000000000000:role/project',
  asyncRetries: 2,
  asyncMaxAgeSeconds: 3600,
};
const MAPPING: MappingModel = {
  functionArn: FN.arn,
  sourceArn: streamArnOf(TABLE_ARN),
  batchSize: 10,
  windowSeconds: 0,
  partialResponses: true,
  bisect: true,
  maxRetries: 1,
  maxAgeSeconds: 3600,
  onFailureArn: 'arn:aws:s3:::quarantine',
  startingPosition: 'TRIM_HORIZON',
  parallelization: 1,
};

const IDLE_POLL_MS = 10_000;

describe('a stream mapping', () => {
  let gateway: GatewayFixture;
  let client: DynamoDBClient;
  let mapping: EventSourceMapping | undefined;
  let batches: string[][];
  let records: LambdaStreamRecord[];

  const start = (
    answer: (ids: string[]) => InvocationResult | Promise<InvocationResult> = () => ({
      ok: true,
      payload: 'null',
    }),
    overrides: Partial<MappingModel> = {},
  ) => {
    mapping = startStreamMapping({
      mapping: { ...MAPPING, ...overrides },
      fn: FN,
      region: REGION,
      source: streamSource({
        streamArn: MAPPING.sourceArn,
        endpoint: gateway.endpoint,
        region: REGION,
        credentials: credentialsOf(FN.name),
      }),
      store: gateway.store,
      invoke: async (_, payload) => {
        const event: { Records: LambdaStreamRecord[] } = JSON.parse(payload);
        const ids = event.Records.map(({ dynamodb }) => idOf(dynamodb));
        batches.push(ids);
        records.push(...event.Records);
        return await answer(ids);
      },
      destinations: gateway.destinations,
      streamIdlePollMs: IDLE_POLL_MS,
      shardPollMs: 5_000,
      gatherMs: 10,
      observe: gateway.observe,
    });
    gateway.dynamodb.onTableWrite(() => mapping?.wake());
  };
  const idOf = (change: Readonly<Record<string, unknown>>) =>
    (change as { Keys: { id: { S: string } } }).Keys.id.S;
  const put = async (from: number, count: number) => {
    for (let n = from; n < from + count; n++) {
      await client.send(
        new PutItemCommand({ TableName: 'events', Item: { id: { S: `e${n}` }, n: { N: `${n}` } } }),
      );
    }
  };
  const expected = (count: number) => Array.from({ length: count }, (_, n) => `e${n}`);

  beforeEach(async () => {
    gateway = await aGateway({
      tables: [
        {
          name: 'events',
          arn: TABLE_ARN,
          hashKey: 'id',
          attributes: [{ name: 'id', type: 'S' }],
          indexes: [],
          streamViewType: 'NEW_AND_OLD_IMAGES',
        },
      ],
      buckets: [{ name: 'quarantine', arn: 'arn:aws:s3:::quarantine' }],
    });
    client = new DynamoDBClient({
      endpoint: gateway.endpoint,
      region: REGION,
      credentials: credentialsOf('test'),
    });
    batches = [];
    records = [];
  });
  afterEach(async () => {
    await mapping?.close();
    client.destroy();
    await gateway.close();
  });

  it('brings what was written before and after its start, in order, as Lambda writes records', async () => {
    await put(0, 25);
    start();
    await until(() => batches.flat().length === 25);
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 5]);
    await put(25, 3);
    await until(() => batches.flat().length === 28);
    expect(batches.flat()).toEqual(expected(28));
    expect(records[0]).toEqual({
      eventID: expect.any(String),
      eventName: 'INSERT',
      eventVersion: expect.any(String),
      eventSource: 'aws:dynamodb',
      awsRegion: expect.any(String),
      eventSourceARN: MAPPING.sourceArn,
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { id: { S: 'e0' } },
        NewImage: { id: { S: 'e0' }, n: { N: '0' } },
        SequenceNumber: expect.stringMatching(/^\d+$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
  });

  it('is woken by PartiQL writes within a moment', async () => {
    start();
    await put(0, 1);
    await until(() => batches.length === 1);
    const writtenAt = Date.now();
    await client.send(
      new ExecuteStatementCommand({
        Statement: `INSERT INTO "events" VALUE {'id': ?}`,
        Parameters: [{ S: 'e1' }],
      }),
    );
    await until(() => batches.flat().includes('e1'));
    expect(Date.now() - writtenAt).toBeLessThan(IDLE_POLL_MS);
  });

  it('goes on after a restart where it stood, with nothing lost or skipped', async () => {
    await put(0, 30);
    let breakOff = (_: InvocationResult) => {};
    const stuck = new Promise<InvocationResult>((resolve) => {
      breakOff = resolve;
    });
    start((ids) => (ids.includes('e15') ? stuck : { ok: true, payload: 'null' }));
    await until(() => batches.length === 2);
    const closing = mapping?.close();
    breakOff({ ok: false, error: { errorType: 'Runtime.ExitError', errorMessage: 'killed' } });
    await closing;

    batches = [];
    await put(30, 5);
    start();
    await until(() => batches.flat().includes('e34'));
    expect(batches.flat()).toEqual(expected(35).slice(10));
  });

  it('parks a poison record with its content in the bucket, after 1 + 1 tries, and goes on', async () => {
    await put(0, 8);
    start((ids) =>
      ids.includes('e3')
        ? { ok: false, error: { errorType: 'TypeError', errorMessage: 'poison' } }
        : { ok: true, payload: 'null' },
    );
    await until(() => gateway.seen.some(({ kind }) => kind === 'parked'), 30_000);
    await until(() => batches.at(-1)?.[0] === 'e4' || batches.at(-1)?.[0] === 'e7');
    const s3 = new S3Client({
      endpoint: gateway.endpoint,
      region: REGION,
      forcePathStyle: true,
      credentials: credentialsOf('test'),
    });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'quarantine' }));
    expect(Contents.map(({ Key }) => Key)).toEqual([
      expect.stringMatching(/^aws\/lambda\/[0-9a-f-]{36}\/[^/]+\/\d{4}\/\d\d\/\d\d\/[\dT.-]+-[0-9a-f-]{36}$/),
    ]);
    const object = await s3.send(new GetObjectCommand({ Bucket: 'quarantine', Key: Contents[0]?.Key }));
    const record = JSON.parse((await object.Body?.transformToString()) ?? '');
    expect(record).toMatchObject({
      requestContext: { functionArn: FN.arn, condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: MAPPING.sourceArn },
      version: '1.0',
    });
    const { Records } = JSON.parse(record.payload);
    expect(Records).toHaveLength(1);
    expect(Records[0].dynamodb.NewImage).toEqual({ id: { S: 'e3' }, n: { N: '3' } });
    s3.destroy();
  });

  it('hands over what has come when the window is over', async () => {
    await put(0, 3);
    start(undefined, { windowSeconds: 1, batchSize: 5 });
    await until(() => batches.length === 1, 30_000);
    expect(batches).toEqual([['e0', 'e1', 'e2']]);
  });

  it('does not wait for the window when the batch is full', async () => {
    start(undefined, { windowSeconds: 300, batchSize: 5 });
    await put(0, 5);
    await until(() => batches.length === 1, 30_000);
    expect(batches[0]).toHaveLength(5);
  });
});
