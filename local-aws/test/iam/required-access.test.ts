import type { AwsCall } from '../../src/gateway/aws-call';
import { requiredAccess } from '../../src/iam/required-access';
import { streamArnOf } from '../../src/model/stack-model';

const ENVIRONMENT = { region: 'eu-central-1', accountId: '000000000000' };
const CALLER = { accessKeyId: 'AKIA', region: ENVIRONMENT.region };
const T = 'arn:aws:dynamodb:eu-central-1:000000000000:table';

const json = (
  service: 'dynamodb' | 'sqs' | 'events',
  api: string,
  operation: string,
  input: unknown,
): AwsCall => ({
  ...CALLER,
  protocol: 'json',
  service,
  api,
  operation,
  body: Buffer.from(JSON.stringify(input)),
});
const dynamodb = (operation: string, input: unknown) =>
  json('dynamodb', 'DynamoDB_20120810', operation, input);
const streams = (operation: string, input: unknown) =>
  json('dynamodb', 'DynamoDBStreams_20120810', operation, input);
const sqs = (operation: string, input: unknown) => json('sqs', 'AmazonSQS', operation, input);
const events = (operation: string, input: unknown) => json('events', 'AWSEvents', operation, input);
const s3 = (operation: string, rest = {}): AwsCall => ({
  ...CALLER,
  protocol: 's3',
  service: 's3',
  operation,
  ...rest,
});

const needs = (call: AwsCall) =>
  requiredAccess(call, ENVIRONMENT).map(({ action, resource }) => `${action} ${resource}`);

describe('what a call of DynamoDB needs', () => {
  const Statement = (text: string) => ({ Statement: text });
  const INSERT = Statement(`INSERT INTO "events" VALUE {'streamId': ?}`);

  it.each<[string, unknown, string[]]>([
    ['GetItem', { TableName: 'stock', Key: {} }, [`dynamodb:GetItem ${T}/stock`]],
    ['PutItem', { TableName: `${T}/stock`, Item: {} }, [`dynamodb:PutItem ${T}/stock`]],
    ['UpdateItem', { TableName: 'stock' }, [`dynamodb:UpdateItem ${T}/stock`]],
    ['DeleteItem', { TableName: 'stock' }, [`dynamodb:DeleteItem ${T}/stock`]],
    ['Query', { TableName: 'events' }, [`dynamodb:Query ${T}/events`]],
    [
      'Query',
      { TableName: 'events', IndexName: 'byRecorded' },
      [`dynamodb:Query ${T}/events/index/byRecorded`],
    ],
    ['Scan', { TableName: 'events', IndexName: 'x' }, [`dynamodb:Scan ${T}/events/index/x`]],
    [
      'BatchGetItem',
      { RequestItems: { a: {}, b: {} } },
      [`dynamodb:BatchGetItem ${T}/a`, `dynamodb:BatchGetItem ${T}/b`],
    ],
    ['BatchWriteItem', { RequestItems: { events: [] } }, [`dynamodb:BatchWriteItem ${T}/events`]],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'a' } },
          { Put: { TableName: 'a' } },
          { Update: { TableName: 'b' } },
          { Delete: { TableName: 'c' } },
          { ConditionCheck: { TableName: 'd' } },
        ],
      },
      [
        `dynamodb:PutItem ${T}/a`,
        `dynamodb:UpdateItem ${T}/b`,
        `dynamodb:DeleteItem ${T}/c`,
        `dynamodb:ConditionCheckItem ${T}/d`,
      ],
    ],
    ['TransactGetItems', { TransactItems: [{ Get: { TableName: 'a' } }] }, [`dynamodb:GetItem ${T}/a`]],
    ['ExecuteStatement', INSERT, [`dynamodb:PartiQLInsert ${T}/events`]],
    ['ExecuteStatement', Statement('insert into events value {}'), [`dynamodb:PartiQLInsert ${T}/events`]],
    [
      'ExecuteStatement',
      Statement('UPDATE "events" SET a=1 WHERE k=2'),
      [`dynamodb:PartiQLUpdate ${T}/events`],
    ],
    [
      'ExecuteStatement',
      Statement(' delete\nfrom "events" where k=2'),
      [`dynamodb:PartiQLDelete ${T}/events`],
    ],
    ['ExecuteStatement', Statement('SELECT * FROM "events"'), [`dynamodb:PartiQLSelect ${T}/events`]],
    [
      'ExecuteStatement',
      Statement('SELECT a,\n b FROM events WHERE a=1'),
      [`dynamodb:PartiQLSelect ${T}/events`],
    ],
    [
      'ExecuteStatement',
      Statement('SELECT * FROM "events"."byRecorded" WHERE feed=?'),
      [`dynamodb:PartiQLSelect ${T}/events/index/byRecorded`],
    ],
    [
      'BatchExecuteStatement',
      { Statements: [INSERT, INSERT, Statement('DELETE FROM "stock" WHERE pk=1')] },
      [`dynamodb:PartiQLInsert ${T}/events`, `dynamodb:PartiQLDelete ${T}/stock`],
    ],
    ['ExecuteTransaction', { TransactStatements: [INSERT] }, [`dynamodb:PartiQLInsert ${T}/events`]],
    [
      'ExecuteTransaction',
      { TransactStatements: [Statement(`EXISTS(SELECT * FROM "stock" WHERE pk='a')`)] },
      [`dynamodb:PartiQLSelect ${T}/stock`],
    ],
    ['DeleteTable', { TableName: 'events' }, [`dynamodb:DeleteTable ${T}/events`]],
    ['DeleteResourcePolicy', { ResourceArn: `${T}/events` }, [`dynamodb:DeleteResourcePolicy ${T}/events`]],
    ['ListTables', {}, ['dynamodb:ListTables *']],
  ])('%s of %j', (operation, input, expected) => {
    expect(needs(dynamodb(operation, input))).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['RestoreTableToPointInTime', { TargetTableName: 'events' }],
    ['toString', {}],
    ['PutItem', {}],
    ['TransactWriteItems', { TransactItems: [{ Overwrite: { TableName: 'a' } }] }],
    ['TransactWriteItems', { TransactItems: [{}] }],
    ['ExecuteStatement', Statement('/* x */ UPDATE "events" SET a=1')],
    ['ExecuteStatement', Statement('DROP TABLE events')],
  ])('%s of %j is not known', (operation, input) => {
    expect(() => needs(dynamodb(operation, input))).toThrow(expect.objectContaining({ name: 'UnknownCall' }));
  });

  const STREAM = streamArnOf(`${T}/events`);
  const ITERATORS = [
    Buffer.from('{"table_name":"events","shard_id":"shardId-1","position":0}').toString('base64'),
    '000|arn:aws:dynamodb:ddblocal:000000000000:table/events/stream/2026-11-22T10:00:00.000|c2hhcmQ=|MDAw',
  ];

  it.each([
    ['ListStreams', {}, ['dynamodb:ListStreams *']],
    ['DescribeStream', { StreamArn: STREAM }, [`dynamodb:DescribeStream ${STREAM}`]],
    ['GetShardIterator', { StreamArn: STREAM }, [`dynamodb:GetShardIterator ${STREAM}`]],
    ...ITERATORS.map((ShardIterator): [string, unknown, string[]] => [
      'GetRecords',
      { ShardIterator },
      [`dynamodb:GetRecords ${STREAM}`],
    ]),
  ])('of a stream: %s of %j', (operation, input, expected) => {
    expect(needs(streams(operation, input))).toEqual(expected);
  });

  it('a table operation is none of the streams', () => {
    expect(() => needs(streams('PutItem', { TableName: 'events' }))).toThrow('PutItem');
  });
});

describe('what a call of S3 needs', () => {
  const at = { bucket: 'b', key: 'a/c.json' };

  it.each<[string, object, string[]]>([
    ['ListBuckets', {}, ['s3:ListAllMyBuckets *']],
    ['HeadBucket', { bucket: 'b' }, ['s3:ListBucket arn:aws:s3:::b']],
    ['ListObjectsV2', { bucket: 'b' }, ['s3:ListBucket arn:aws:s3:::b']],
    ['GetObject', at, ['s3:GetObject arn:aws:s3:::b/a/c.json']],
    ['HeadObject', at, ['s3:GetObject arn:aws:s3:::b/a/c.json']],
    ['PutObject', at, ['s3:PutObject arn:aws:s3:::b/a/c.json']],
    ['CreateMultipartUpload', at, ['s3:PutObject arn:aws:s3:::b/a/c.json']],
    ['UploadPart', at, ['s3:PutObject arn:aws:s3:::b/a/c.json']],
    ['CompleteMultipartUpload', at, ['s3:PutObject arn:aws:s3:::b/a/c.json']],
    ['AbortMultipartUpload', at, ['s3:AbortMultipartUpload arn:aws:s3:::b/a/c.json']],
    ['DeleteObject', at, ['s3:DeleteObject arn:aws:s3:::b/a/c.json']],
    [
      'CopyObject',
      { ...at, copySource: 'other/d' },
      ['s3:PutObject arn:aws:s3:::b/a/c.json', 's3:GetObject arn:aws:s3:::other/d'],
    ],
  ])('%s', (operation, rest, expected) => {
    expect(needs(s3(operation, rest))).toEqual(expected);
  });

  it.each(['DeleteObjects', 'PutBucketPolicy', 'constructor'])('%s is not known', (operation) => {
    expect(() => needs(s3(operation, at))).toThrow(expect.objectContaining({ name: 'UnknownCall' }));
  });

  it('tells what makes an object, and on which condition', () => {
    const context = (operation: string, rest = {}) =>
      requiredAccess(s3(operation, { ...at, ...rest }), ENVIRONMENT)[0]?.context;
    expect(context('PutObject')).toEqual({ 's3:ObjectCreationOperation': 'true' });
    expect(context('PutObject', { ifNoneMatch: '*' })).toEqual({
      's3:ObjectCreationOperation': 'true',
      's3:if-none-match': '*',
    });
    expect(context('UploadPart')).toEqual({ 's3:ObjectCreationOperation': 'false' });
  });

  it('tells which prefix a list is limited to', () => {
    expect(
      requiredAccess(s3('ListObjectsV2', { bucket: 'b', prefix: 'q/' }), ENVIRONMENT)[0]?.context,
    ).toEqual({
      's3:prefix': 'q/',
    });
  });
});

describe('what a call of SQS needs', () => {
  const QueueUrl = 'http://127.0.0.1:4566/000000000000/scans';
  const ARN = 'arn:aws:sqs:eu-central-1:000000000000:scans';

  it.each<[string, unknown, string[]]>([
    ['SendMessage', { QueueUrl }, [`sqs:SendMessage ${ARN}`]],
    ['SendMessageBatch', { QueueUrl }, [`sqs:SendMessage ${ARN}`]],
    ['ReceiveMessage', { QueueUrl }, [`sqs:ReceiveMessage ${ARN}`]],
    ['DeleteMessageBatch', { QueueUrl }, [`sqs:DeleteMessage ${ARN}`]],
    ['ChangeMessageVisibilityBatch', { QueueUrl }, [`sqs:ChangeMessageVisibility ${ARN}`]],
    ['GetQueueUrl', { QueueName: 'scans' }, [`sqs:GetQueueUrl ${ARN}`]],
    ['ListQueues', {}, ['sqs:ListQueues *']],
  ])('%s', (operation, input, expected) => {
    expect(needs(sqs(operation, input))).toEqual(expected);
  });

  it('CreateQueue is not known', () => {
    expect(() => needs(sqs('CreateQueue', { QueueName: 'x' }))).toThrow('CreateQueue');
  });
});

describe('what a call of EventBridge needs', () => {
  it('PutEvents needs every bus in it, once', () => {
    const Entries = [{ EventBusName: 'shelflog' }, { EventBusName: 'shelflog' }, {}];
    expect(needs(events('PutEvents', { Entries }))).toEqual([
      'events:PutEvents arn:aws:events:eu-central-1:000000000000:event-bus/shelflog',
      'events:PutEvents arn:aws:events:eu-central-1:000000000000:event-bus/default',
    ]);
  });

  it('PutRule is not known', () => {
    expect(() => needs(events('PutRule', { Name: 'x' }))).toThrow('PutRule');
  });
});
