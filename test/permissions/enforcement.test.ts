import {
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  RestoreTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BUS } from '../../contract/bus';
import { streamArnOf } from '../../local-aws/src/model/stack-model';
import { type AwsOfTheStacks, startAwsOfTheStacks } from './aws-of-the-stacks';

const ACCOUNT = '000000000000';
const QUARANTINE = `shelflog-local-quarantine-${ACCOUNT}`;
const EXPORTS = `shelflog-local-exports-${ACCOUNT}`;
const user = (role: string, session = role) =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`;
const table = (name: string) => `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/shelflog-local-${name}`;

describe('the local AWS', () => {
  let aws: AwsOfTheStacks;
  const closing: { destroy(): void }[] = [];
  const opened = <C extends { destroy(): void }>(client: C): C => {
    closing.push(client);
    return client;
  };
  const dynamodb = (role: string) => opened(new DynamoDBClient(aws.as(`shelflog-local-${role}`)));
  const s3 = (role: string) => opened(new S3Client(aws.as(`shelflog-local-${role}`)));
  const sqs = (role: string) => opened(new SQSClient(aws.as(`shelflog-local-${role}`)));

  beforeAll(async () => {
    aws = await startAwsOfTheStacks();
  });
  afterEach(() => aws.enforce(aws.model));
  afterAll(async () => {
    for (const client of closing) client.destroy();
    await aws.stop();
    expect(aws.faults).toEqual([]);
  });

  it('names user, action and resource when DynamoDB is refused', async () => {
    const put = new PutItemCommand({
      TableName: 'shelflog-local-stock',
      Item: { pk: { S: 'a' }, sk: { S: 'b' } },
    });
    await expect(dynamodb('api').send(put)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `${user('shelflog-local-api')} is not authorized to perform: dynamodb:PutItem on resource: ${table('stock')} because no identity-based policy allows the dynamodb:PutItem action`,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('lets an operator, and whoever takes the credentials of local.json, read the exported files', async () => {
    const file = { Bucket: EXPORTS, Key: 'stock/dt=2026-11-22/stock.csv' };
    await s3('export-snapshots').send(new PutObjectCommand({ ...file, Body: 'as_of\r\n' }));
    const { Contents = [] } = await s3('ops').send(new ListObjectsV2Command({ Bucket: EXPORTS }));
    expect(Contents.map(({ Key }) => Key)).toEqual([file.Key]);
    const { Body } = await s3('ops').send(new GetObjectCommand(file));
    expect(await Body?.transformToString()).toBe('as_of\r\n');
    await expect(s3('ops').send(new DeleteObjectCommand(file))).rejects.toThrow('s3:DeleteObject');
  });

  it('asks for the permission on the index that is read', async () => {
    const query = (IndexName: string) =>
      dynamodb('export-snapshots').send(
        new QueryCommand({
          TableName: 'shelflog-local-inventory',
          IndexName,
          KeyConditionExpression: '#k = :k',
          ExpressionAttributeNames: { '#k': IndexName === 'byLoanDay' ? 'loanDay' : 'tagList' },
          ExpressionAttributeValues: { ':k': { S: 'x' } },
        }),
      );
    expect((await query('byLoanDay')).Items).toEqual([]);
    await expect(query('byTag')).rejects.toThrow(`${table('inventory')}/index/byTag`);
  });

  it('lets the projectors read the stream of events, and no other function', async () => {
    const StreamArn = streamArnOf(table('events'));
    const describe = (role: string) =>
      opened(new DynamoDBStreamsClient(aws.as(`shelflog-local-${role}`))).send(
        new DescribeStreamCommand({ StreamArn }),
      );
    expect((await describe('project-analytics')).StreamDescription?.StreamStatus).toBe('ENABLED');
    await expect(describe('append-events')).rejects.toThrow('dynamodb:DescribeStream');
  });

  it('refuses an operation that it cannot tell the permission of', async () => {
    const restore = new RestoreTableToPointInTimeCommand({ TargetTableName: 'copy', SourceTableName: 'x' });
    await expect(dynamodb('ops').send(restore)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('RestoreTableToPointInTime'),
    });
  });

  it('refuses whoever brings no credentials at all', async () => {
    const { endpoint } = aws.as('api');
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      body: '{}',
    });
    expect(answer.status).toBe(403);
  });

  it('takes a stranger for an administrator', async () => {
    const stranger = opened(
      new DynamoDBClient({ ...aws.as('x'), credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }),
    );
    expect((await stranger.send(new ListTablesCommand({}))).TableNames).toHaveLength(5);
  });

  describe('S3', () => {
    const put = (role: string, Key: string, rest = {}) =>
      s3(role).send(new PutObjectCommand({ Bucket: QUARANTINE, Key, Body: 'x', ...rest }));

    it('names user, action and resource when it refuses', async () => {
      await expect(put('append-events', 'aws/lambda/x')).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `${user('shelflog-local-append-events')} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${QUARANTINE}/aws/lambda/x" because no identity-based policy allows the s3:PutObject action`,
        $metadata: { httpStatusCode: 403 },
      });
    });

    it('lets nobody write a quarantined message but as a new one', async () => {
      await put('ingest-scans', 'quarantine/one.json', { IfNoneMatch: '*' });
      for (const role of ['ingest-scans', 'append-events', 'ops', 'stranger']) {
        await expect(put(role, 'quarantine/one.json')).rejects.toThrow(
          'with an explicit deny in a resource-based policy',
        );
        await expect(put(role, 'quarantine/two.json')).rejects.toThrow('explicit deny');
      }
      await expect(put('append-events', 'quarantine/one.json', { IfNoneMatch: '*' })).rejects.toMatchObject({
        name: 'PreconditionFailed',
      });
    });

    it('lets nobody copy over a quarantined message', async () => {
      const copy = new CopyObjectCommand({
        Bucket: QUARANTINE,
        Key: 'quarantine/one.json',
        CopySource: `${QUARANTINE}/aws/lambda/x`,
      });
      await expect(s3('ops').send(copy)).rejects.toThrow('explicit deny');
    });

    it('lets an operator take a message out, and nobody remove a version for good', async () => {
      await put('ingest-scans', 'quarantine/three.json', { IfNoneMatch: '*' });
      const where = { Bucket: QUARANTINE, Key: 'quarantine/three.json' };
      for (const role of ['ops', 'stranger']) {
        const version = new DeleteObjectCommand({ ...where, VersionId: 'v' });
        await expect(s3(role).send(version)).rejects.toThrow('s3:DeleteObjectVersion');
      }
      await expect(s3('ingest-scans').send(new DeleteObjectCommand(where))).rejects.toThrow(
        's3:DeleteObject',
      );
      await s3('ops').send(new DeleteObjectCommand(where));
      await expect(s3('ops').send(new GetObjectCommand(where))).rejects.toMatchObject({ name: 'NoSuchKey' });
    });

    it('lets nobody list but those who may', async () => {
      const list = (role: string, Bucket: string) => s3(role).send(new ListObjectsV2Command({ Bucket }));
      expect((await list('api', QUARANTINE)).KeyCount).toBeGreaterThan(0);
      await expect(list('api', EXPORTS)).rejects.toThrow(
        `s3:ListBucket on resource: "arn:aws:s3:::${EXPORTS}"`,
      );
    });
  });

  describe('queues and the bus', () => {
    const scans = () => aws.model.queues.find(({ name }) => name === 'shelflog-local-scans')!;
    const publish = (role: string) =>
      opened(new EventBridgeClient(aws.as(`shelflog-local-${role}`))).send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: 'shelflog-local',
              Source: BUS.source,
              DetailType: BUS.scansReceived,
              Detail: '{"n":1}',
            },
          ],
        }),
      );

    it('lets one function receive and none send', async () => {
      const QueueUrl = scans().url;
      expect(
        (await sqs('append-events').send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? [],
      ).toEqual([]);
      await expect(sqs('api').send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`sqs:ReceiveMessage on resource: ${scans().arn}`),
      });
      const send = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
      await expect(sqs('append-events').send(send)).rejects.toThrow('sqs:SendMessage');
    });

    it('lets one function publish, and the rule send to its queue', async () => {
      await expect(publish('api')).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining('events:PutEvents'),
      });
      expect((await publish('ingest-scans')).FailedEntryCount).toBe(0);
      const { Messages } = await sqs('append-events').send(
        new ReceiveMessageCommand({ QueueUrl: scans().url }),
      );
      expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({ detail: { n: 1 } });
    });

    it("puts an event aside with the refusal when the queue's policy does not let the rule send", async () => {
      aws.enforce({
        ...aws.model,
        queues: aws.model.queues.map(({ policy, ...queue }) =>
          queue.name === scans().name || policy === undefined ? queue : { ...queue, policy },
        ),
      });
      expect((await publish('ingest-scans')).FailedEntryCount).toBe(0);
      const dead = aws.model.queues.find(({ name }) => name.includes('scans-rule'))!;
      const { Messages } = await sqs('ops').send(
        new ReceiveMessageCommand({ QueueUrl: dead.url, MessageAttributeNames: ['All'] }),
      );
      expect(Messages?.[0]?.MessageAttributes?.['ERROR_MESSAGE']?.StringValue).toContain(
        `is not authorized to perform: sqs:SendMessage on resource: ${scans().arn}`,
      );
    });
  });
});
