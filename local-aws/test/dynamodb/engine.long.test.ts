import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchExecuteStatementCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createTables } from '../../src/dynamodb/create-tables';
import { startEngine } from '../../src/dynamodb/start-engine';
import { enginesHere } from '../support/engines';
import { type LocalAws, startLocalAws } from '../support/local-aws';
import { REGION, smallStack } from '../support/small-stack';

const TableName = 'things';
const key = (pk: string, sk = 'a') => ({ pk: { S: pk }, sk: { S: sk } });
const insert = (pk: string, data = 'x') => ({
  Statement: `INSERT INTO "${TableName}" VALUE {'pk':?,'sk':?,'kind':?,'data':?}`,
  Parameters: [{ S: pk }, { S: 'a' }, { S: 'k' }, { S: data }],
});

describe.each(enginesHere())('DynamoDB by %s behind the gateway', (engine) => {
  let directory: string;
  let aws: LocalAws;
  let db: DynamoDBClient;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-dynamodb-'));
    aws = await startLocalAws(directory, { engine });
    db = new DynamoDBClient(aws.config);
  });
  afterAll(async () => {
    db.destroy();
    await aws.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('has the table with its index, stream and time to live', async () => {
    const { Table } = await db.send(new DescribeTableCommand({ TableName }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byKind']);
    expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' });
    const ttl = await db.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(ttl.TimeToLiveDescription).toMatchObject({
      AttributeName: 'expiresAt',
      TimeToLiveStatus: 'ENABLED',
    });
  });

  it('when tables are created again, then nothing is lost, and other keys are refused', async () => {
    await db.send(new PutItemCommand({ TableName, Item: key('kept') }));
    const engine = { endpoint: aws.engine.endpoint, region: REGION };
    await createTables(aws.model.tables, engine);
    expect((await db.send(new GetItemCommand({ TableName, Key: key('kept') }))).Item).toEqual(key('kept'));
    const changed = aws.model.tables.map((table) => ({ ...table, rangeKey: 'kind' }));
    await expect(createTables(changed, engine)).rejects.toThrow('Start with another --data-dir');
  });

  it('refuses an INSERT of a key that is there, alone and in a batch, and takes the others', async () => {
    await db.send(new ExecuteStatementCommand(insert('once')));
    await expect(db.send(new ExecuteStatementCommand(insert('once', 'other')))).rejects.toMatchObject({
      name: expect.stringMatching(/^DuplicateItem/),
    });
    const { Responses } = await db.send(
      new BatchExecuteStatementCommand({ Statements: [insert('once'), insert('new-in-batch')] }),
    );
    expect(Responses?.map((one) => one.Error?.Code)).toEqual([
      expect.stringMatching(/^DuplicateItem/),
      undefined,
    ]);
    expect((await db.send(new GetItemCommand({ TableName, Key: key('once') }))).Item?.['data']).toEqual({
      S: 'x',
    });
  });

  it('carries out a transaction whole or not at all', async () => {
    const put = (pk: string) => ({
      Put: { TableName, Item: key(pk), ConditionExpression: 'attribute_not_exists(pk)' },
    });
    await db.send(new PutItemCommand({ TableName, Item: key('tx-there') }));
    await expect(
      db.send(new TransactWriteItemsCommand({ TransactItems: [put('tx-new'), put('tx-there')] })),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect((await db.send(new GetItemCommand({ TableName, Key: key('tx-new') }))).Item).toBeUndefined();
  });

  it('passes on what is larger than one packet, and answers of many pages', async () => {
    const data = { S: 'é'.repeat(150_000) };
    for (const n of [1, 2, 3, 4, 5]) {
      await db.send(new PutItemCommand({ TableName, Item: { ...key('big', String(n)), data } }));
    }
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'big' } },
    };
    const first = await db.send(new QueryCommand(query));
    expect(first.LastEvaluatedKey).toBeDefined();
    const second = await db.send(new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }));
    const items = [...(first.Items ?? []), ...(second.Items ?? [])];
    expect(items.map((item) => item['data']?.S === data.S)).toEqual([true, true, true, true, true]);
  });

  it('tells of every write that succeeded, and of no other call', async () => {
    let writes = 0;
    const stop = aws.dynamodb.onTableWrite(() => {
      writes += 1;
    });
    await db.send(new PutItemCommand({ TableName, Item: key('w') }));
    await db.send(new ExecuteStatementCommand(insert('w2')));
    await db.send(new GetItemCommand({ TableName, Key: key('w') }));
    await db.send(new ExecuteStatementCommand(insert('w2'))).catch(() => undefined);
    expect(writes).toBe(2);
    stop();
    await db.send(new PutItemCommand({ TableName, Item: key('w') }));
    expect(writes).toBe(2);
  });

  it("gives the stream by the model's ARN", async () => {
    const streams = new DynamoDBStreamsClient(aws.config);
    const StreamArn = `${aws.model.tables[0]?.arn}/stream/local`;
    await db.send(new PutItemCommand({ TableName, Item: key('streamed') }));
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.at(-1)?.ShardId;
    let { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const seen: (string | undefined)[] = [];
    while (!seen.includes('streamed')) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator }));
      seen.push(...(page.Records ?? []).map((record) => record.dynamodb?.Keys?.['pk']?.S));
      ShardIterator = page.NextShardIterator;
    }
    expect(seen).toContain('kept');
    streams.destroy();
  });
});

async function enginePidIn(directory: string): Promise<number> {
  const files = await readdir(directory, { recursive: true });
  const file = files.find((name) => name.endsWith('engine.pid')) ?? '';
  return Number(await readFile(join(directory, file), 'utf8'));
}

describe.each(enginesHere())('the local stack on %s', (engine) => {
  let directory: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-killed-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true, maxRetries: 20 });
  });

  const startProcess = async () => {
    const script = require.resolve('../support/local-aws-process');
    const child = spawn(process.execPath, ['--import', 'tsx', script, directory, engine], {
      cwd: join(__dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = await once(child.stdout, 'data');
    const { gateway } = JSON.parse(String(line));
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'any' };
    const config = { endpoint: gateway, region: REGION, credentials };
    const clients = { db: new DynamoDBClient(config), sqs: new SQSClient(config), s3: new S3Client(config) };
    return {
      child,
      enginePid: await enginePidIn(directory),
      QueueUrl: smallStack(gateway).queues[0]?.url,
      ...clients,
    };
  };

  it('given it is killed while it is written to, then its engine ends too, and all that was answered is there', async () => {
    const first = await startProcess();
    const answered: string[] = [];
    let killed = false;
    const writer = async (name: string) => {
      for (let n = 0; !killed; n += 1) {
        const id = `${name}-${n}`;
        await first.db.send(new ExecuteStatementCommand(insert(id)));
        await first.sqs.send(new SendMessageCommand({ QueueUrl: first.QueueUrl, MessageBody: id }));
        await first.s3.send(new PutObjectCommand({ Bucket: 'files', Key: id, Body: id, IfNoneMatch: '*' }));
        answered.push(id);
        if (answered.length === 60) first.child.kill('SIGKILL');
      }
    };
    const gone = once(first.child, 'exit').then(() => {
      killed = true;
    });
    await Promise.allSettled([...['a', 'b', 'c', 'd'].map(writer), gone]);

    const second = await startProcess();
    // Not by its port, which another engine may have been given since.
    expect(() => process.kill(first.enginePid, 0)).toThrow('ESRCH');
    const { Items = [] } = await second.db.send(new ScanCommand({ TableName, ConsistentRead: true }));
    expect(Items.map((item) => item['pk']?.S)).toEqual(expect.arrayContaining(answered));
    const bodies: (string | undefined)[] = [];
    for (;;) {
      const receive = new ReceiveMessageCommand({ QueueUrl: second.QueueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await second.sqs.send(receive);
      if (Messages.length === 0) break;
      bodies.push(...Messages.map(({ Body }) => Body));
    }
    expect(bodies).toEqual(expect.arrayContaining(answered));
    for (const Key of answered) {
      const head = await second.s3.send(new HeadObjectCommand({ Bucket: 'files', Key }));
      expect(head.ContentLength).toBe(Key.length);
    }
    expect(answered.length).toBeGreaterThanOrEqual(60);
  });
});

describe('the choice of engine', () => {
  it('when a URL is chosen, then that endpoint is used and nothing is started', async () => {
    const engine = await startEngine({ directory: '/nonexistent', choice: 'http://127.0.0.1:8000/' });
    expect(engine).toMatchObject({ kind: 'external', endpoint: 'http://127.0.0.1:8000' });
    await engine.stop();
  });

  it('when an unknown engine is chosen, then it names those that there are', async () => {
    await expect(startEngine({ directory: tmpdir(), choice: 'mongodb' })).rejects.toThrow(
      'it may be dynoxide, dynamodb-local or the URL',
    );
  });
});
