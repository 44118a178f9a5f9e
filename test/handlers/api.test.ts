import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LambdaContext } from 'hono/aws-lambda';
import { DEAD_LETTER_PLACES, formatDeadLetterQueues } from '../../contract/dead-letters';
import { QUARANTINE_PREFIXES } from '../../contract/names';
import { recordOf } from '../../contract/records';
import { type Gateway, startGateway } from '../../local-aws/src/gateway/start-gateway';
import { openQueues, type Queues } from '../../local-aws/src/sqs/queues';
import { serveSqs } from '../../local-aws/src/sqs/serve-sqs';
import { type DurableStore, openStore } from '../../local-aws/src/store/durable-store';
import { REGION, smallStack } from '../../local-aws/test/support/small-stack';
import { startTestS3, type TestS3 } from '../adapters/s3/test-s3';
import { startTestDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { type CallOptions, httpEvent } from './api/served-api';

const unused = async () => {
  throw new Error('not in this test');
};
const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

describe('the functions api and commands', () => {
  const environment = { ...process.env };
  const directory = mkdtempSync(join(tmpdir(), 'shelflog-api-'));
  let db: TestDynamoDb;
  let s3: TestS3;
  let store: DurableStore;
  let gateway: Gateway;
  let queues: Queues;

  beforeAll(async () => {
    db = await startTestDynamoDb();
    s3 = await startTestS3();
    store = await openStore(directory);
    gateway = await startGateway({ port: 0, onFault: () => {} });
    queues = await openQueues(smallStack(gateway.endpoint).queues, store, () => {});
    gateway.serve({ sqs: serveSqs(queues), dynamodb: unused, s3: unused, events: unused });
    const url = `${gateway.endpoint}/000000000000/work`;
    const places = DEAD_LETTER_PLACES.map((place) => [place, url] as const);
    Object.assign(process.env, {
      STAGE: 'test',
      LIBRARY_TIME_ZONE: 'Europe/Berlin',
      REPEAT_WINDOW_SECONDS: '10',
      LOW_STOCK: '1',
      EVENTS_TABLE: db.tables.events,
      INVENTORY_TABLE: db.tables.inventory,
      STOCK_TABLE: db.tables.stock,
      ANALYTICS_TABLE: db.tables.analytics,
      CONTROL_TABLE: db.tables.control,
      QUARANTINE_BUCKET: s3.bucket,
      DEAD_LETTER_QUEUES: formatDeadLetterQueues(recordOf(places)),
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: db.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SQS: gateway.endpoint,
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    });
  });
  afterAll(async () => {
    process.env = environment;
    queues.close();
    await gateway.close();
    await store.close();
    await s3.stop();
    await db.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** The module reads its environment as it loads. */
  const invoke = async (method: string, path: string, options: CallOptions = {}) => {
    const { handler } =
      method === 'GET'
        ? jest.requireActual<typeof import('../../handlers/api')>('../../handlers/api')
        : jest.requireActual<typeof import('../../handlers/commands')>('../../handlers/commands');
    const event = httpEvent(method, path, options) as unknown as Parameters<typeof handler>[0];
    const { statusCode, body } = await handler(event, {} as LambdaContext);
    return { status: statusCode, body: JSON.parse(body) };
  };

  it('records a command and answers from what is stored', async () => {
    const scan = await invoke('POST', '/v1/tags/386103974449/scans', {
      body: { mode: 'toggle' },
      key: 'k-1',
    });
    expect(scan).toMatchObject({ status: 201, body: { outcome: 'unknown-tag', readerId: 'desk:ann' } });
    const timeline = await invoke('GET', '/v1/inventory/386103974449/timeline');
    expect(timeline.body.entries).toMatchObject([{ scanId: scan.body.scanId, outcome: 'unknown-tag' }]);
  });

  it('takes commands where no question is answered', async () => {
    const question = jest.requireActual<typeof import('../../handlers/commands')>('../../handlers/commands');
    const event = httpEvent('GET', '/v1/stock', {}) as unknown as Parameters<typeof question.handler>[0];
    const { statusCode, body } = await question.handler(event, {} as LambdaContext);
    expect([statusCode, JSON.parse(body).code]).toEqual([404, 'not-found']);
  });

  it('takes a path that the gateway decoded', async () => {
    const { status, body } = await invoke('GET', '/v1/stock/what%3F%20100%25%20%23%C3%BC');
    expect([status, body.code, body.detail]).toEqual([
      404,
      'unknown-book',
      'There is no book what? 100% #ü.',
    ]);
  });

  it('counts what lies in quarantine and in the dead-letter queues', async () => {
    for (const key of [`${QUARANTINE_PREFIXES.badInput}a`, `${QUARANTINE_PREFIXES.badInput}b`]) {
      await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key: key, Body: '{}' }));
    }
    const sqs = new SQSClient({ endpoint: gateway.endpoint, region: REGION, credentials });
    const QueueUrl = `${gateway.endpoint}/000000000000/work`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'given up' }));
    sqs.destroy();
    const { status, body } = await invoke('GET', '/v1/status', { groups: '[viewer]' });
    expect(status).toBe(200);
    expect(body.quarantine).toEqual({ badInput: 2, streamFailures: 0, topicRuleErrors: 0 });
    expect(body.deadLetters).toEqual(Object.fromEntries(DEAD_LETTER_PLACES.map((place) => [place, 1])));
    expect(body.generation).toMatchObject({ id: 'g1', timeZone: 'Europe/Berlin' });
  });
});
