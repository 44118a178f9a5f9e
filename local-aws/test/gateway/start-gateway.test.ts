import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsCall, Decision } from '../../src/gateway/aws-call';
import { startGateway } from '../../src/gateway/start-gateway';
import { type LocalAws, startLocalAws } from '../support/local-aws';

describe('the gateway', () => {
  let directory: string;
  let aws: LocalAws;
  let calls: AwsCall[];
  let decide: (call: AwsCall) => Decision;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'shelflog-gateway-'));
    const authorize = (call: AwsCall) => {
      calls.push(call);
      return decide(call);
    };
    aws = await startLocalAws(directory, { authorize });
  });
  afterAll(async () => {
    await aws.stop();
    await rm(directory, { recursive: true, force: true });
  });
  beforeEach(() => {
    calls = [];
    decide = () => ({ allowed: true });
  });

  const clients = () => ({
    db: new DynamoDBClient(aws.config),
    sqs: new SQSClient(aws.config),
    s3: new S3Client(aws.config),
    bus: new EventBridgeClient(aws.config),
  });
  const everyService = () => {
    const { db, sqs, s3, bus } = clients();
    const Item = { pk: { S: 'a' }, sk: { S: 'b' } };
    const Entries = [{ EventBusName: 'bus', Source: 's', DetailType: 'd', Detail: '{}' }];
    return [
      () => db.send(new PutItemCommand({ TableName: 'things', Item })),
      () => sqs.send(new SendMessageCommand({ QueueUrl: aws.model.queues[0]?.url, MessageBody: 'x' })),
      () => s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'a/b c', Body: 'x' })),
      () => bus.send(new PutEventsCommand({ Entries })),
    ];
  };

  it('asks before every call who may do what', async () => {
    for (const call of everyService()) await call();
    expect(calls).toMatchObject([
      { accessKeyId: 'AKIATEST', region: 'eu-central-1', service: 'dynamodb', operation: 'PutItem' },
      { accessKeyId: 'AKIATEST', service: 'sqs', operation: 'SendMessage' },
      { accessKeyId: 'AKIATEST', service: 's3', operation: 'PutObject', bucket: 'files', key: 'a/b c' },
      { accessKeyId: 'AKIATEST', service: 'events', operation: 'PutEvents' },
    ]);
  });

  it('when a call is denied, then it is refused in the words of the decision and nothing is done', async () => {
    decide = () => ({ allowed: false, message: 'User: x is not authorized to perform: y' });
    for (const call of everyService()) {
      await expect(call()).rejects.toMatchObject({
        name: expect.stringMatching(/^AccessDenied/),
        message: 'User: x is not authorized to perform: y',
      });
    }
    expect(aws.queues.byName('work')?.counts().visible).toBe(1);
    decide = () => ({ allowed: true });
    await expect(
      clients().s3.send(new HeadObjectCommand({ Bucket: 'files', Key: 'never' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('when a large upload is denied, then the connection still carries the next call', async () => {
    const { s3 } = clients();
    decide = () => ({ allowed: false, message: 'no' });
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'large', Body: Buffer.alloc(3_000_000) })),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    decide = () => ({ allowed: true });
    await expect(s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'large' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  it('refuses a call that is not signed', async () => {
    const response = await fetch(aws.config.endpoint, { method: 'POST', body: '{}' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationToken' });
    expect(calls).toEqual([]);
  });

  it('names the services that it has when another is called', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=A/20261122/eu-central-1/kinesis/aws4_request, Signature=0';
    const response = await fetch(aws.config.endpoint, {
      method: 'POST',
      body: '{}',
      headers: { authorization },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      __type: 'UnknownEndpoint',
      message: expect.stringContaining('no service "kinesis"'),
    });
  });

  it('given its services are not there yet, then calls get a 503, which SDKs try again', async () => {
    const gateway = await startGateway({ port: 0, onFault: () => undefined });
    const sqs = new SQSClient({ ...aws.config, endpoint: gateway.endpoint });
    await expect(sqs.send(new SendMessageCommand({ QueueUrl: 'x', MessageBody: 'x' }))).rejects.toMatchObject(
      {
        $metadata: { httpStatusCode: 503 },
      },
    );
    await gateway.close();
  });

  it('given the engine has ended, then calls get a 500 that says so, which SDKs try again', async () => {
    const other = await mkdtemp(join(tmpdir(), 'shelflog-ended-'));
    const stack = await startLocalAws(other);
    const db = new DynamoDBClient(stack.config);
    await stack.engine.stop();
    const put = new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'a' }, sk: { S: 'b' } } });
    await expect(db.send(put)).rejects.toMatchObject({
      name: 'InternalServerError',
      message: expect.stringContaining('engine does not answer'),
      $fault: 'server',
    });
    db.destroy();
    await stack.stop();
    await rm(other, { recursive: true, force: true });
  });

  it('when its port is taken, then it does not start elsewhere', async () => {
    const port = Number(new URL(aws.config.endpoint).port);
    await expect(startGateway({ port, onFault: () => undefined })).rejects.toThrow(/in use/);
  });
});
