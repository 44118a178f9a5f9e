import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { fromItem } from '../../app/events/event-codec';
import { libraryCalendar } from '../../app/lib/library-calendar';
import type { DeadLetterPlace } from '../../contract/dead-letters';
import { NAMES } from '../../contract/names';
import type { LibraryEvent } from '../../domain/events';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import type { StackModel } from '../../local-aws/src/model/stack-model';
import { readLibrary } from '../../projections/reference-fold';
import { type RunningStack, startRunningStack, until } from '../permissions/running-stack';
import { withStatement } from '../permissions/synthesized-model';
import { storedEvents } from './stored-events';

/** About a minute: of a record that fails, a mapping tries ten times, each a little later than the one before. */

const PATIENCE_MS = 90_000;

const SCANS = 'shelflog/readers/reader-1/scans';
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const scan = (scanId: string, tagId: string, ago: number) => ({
  scanId,
  tagId,
  scannedAt: hoursAgo(ago),
  mode: 'checkout',
});

let stack: RunningStack;
let access: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};
/** What takes its permission from each function, by its role. */
const POISON = {
  'append-events': ['dynamodb:PartiQLInsert'],
  'project-circulation': ['dynamodb:PutItem'],
  'project-analytics': ['dynamodb:PutItem'],
  'export-snapshots': ['s3:PutObject'],
  'ingest-scans': ['events:PutEvents'],
} as const;
type Stage = keyof typeof POISON;

const poisoned = (model: StackModel, stages: readonly Stage[]) =>
  stages.reduce(
    (sick, stage) =>
      withStatement(sick, NAMES.role('local', stage), {
        Effect: 'Deny',
        Action: POISON[stage],
        Resource: '*',
      }),
    model,
  );

const inBatch = { ...scan('s-append', 'tag-1', 1), text: 'whole content', extra: { kept: true } };
const atIngest = scan('s-ingest', 'tag-2', 1);
const atRule = scan('s-rule', 'tag-3', 1);
const EVENING = { scheduledAt: '2026-11-22T21:00:00Z' };

beforeAll(async () => {
  stack = await startRunningStack({ failedMessageLongestWaitSeconds: 0.2 });
  const { endpoint, region } = stack.info;
  access = { endpoint, region, credentials: { accessKeyId: 'visitor', secretAccessKey: 'x' } };
  await command('/v1/books', { bookId: 'book-1', name: 'Emma', author: 'Jane Austen' });
  const tags = ['tag-1', 'tag-2', 'tag-3'].map((tagId) => `${tagId},book-1,${hoursAgo(72)}`);
  await writeFile(join(stack.folder, 'tags.csv'), ['tag_id,book_id,assigned_at', ...tags, ''].join('\n'));
  expect(await stack.cli('import', 'tags', 'tags.csv')).toMatchObject({ code: 0 });
  await stack.publish(SCANS, scan('s-good', 'tag-1', 3));
  await projected(1 + 3 + 1);
});
afterAll(() => stack?.close());

describe('given each stage fails on what it is given, whatever it tries', () => {
  beforeAll(async () => {
    const { model } = stack;
    // The queue lets the rule in no longer; the dead-letter queues still do.
    const queues = model.queues.map(({ policy, ...queue }) =>
      queue.name === NAMES.queue('local', 'scans') ? queue : { ...queue, ...(policy && { policy }) },
    );
    stack.enforce({ ...model, queues });
    await stack.publish(SCANS, atRule);
    await waits('scans-rule', 1);

    const allButIngest = Object.keys(POISON).filter((stage) => stage !== 'ingest-scans') as Stage[];
    stack.enforce(poisoned(model, allButIngest));
    await command('/v1/tags/tag-1/scans', { mode: 'return', scannedAt: hoursAgo(2) });
    await stack.invoke('export-snapshots', EVENING);
    await stack.publish(SCANS, inBatch);
    await until('append-events is refused', () =>
      stack.denials.some(({ action }) => action === 'dynamodb:PartiQLInsert'),
    );

    stack.enforce(poisoned(model, [...allButIngest, 'ingest-scans']));
    await stack.publish(SCANS, atIngest);
  });

  it('then each message is in its dead-letter place, and the status shows it', async () => {
    const expected = { 'ingest-scans': 1, 'scans-rule': 1, 'append-events': 1, 'export-snapshots': 1 };
    await until(
      'every stage has given up',
      async () => {
        const { deadLetters, quarantine } = await status();
        return (
          Object.values(deadLetters).reduce((sum, n) => sum + n, 0) === 4 &&
          quarantine['streamFailures'] === 2
        );
      },
      PATIENCE_MS,
    );
    const shown = await stack.cli('status', '--json');
    expect(JSON.parse(shown.output)).toMatchObject({
      deadLetters: expected,
      quarantine: { badInput: 0, streamFailures: 2, topicRuleErrors: 0 },
    });
    const { output } = await stack.cli('redrive');
    for (const place of Object.keys(expected)) expect(output).toMatch(new RegExp(`${place} +1 `));
    expect(output).toMatch(/streamFailures +2 /);
  });

  it('then nothing of what it was is missing there', async () => {
    const [ingest] = await lettersIn('ingest-scans');
    expect(ingest).toMatchObject({ requestPayload: { topic: SCANS, clientId: 'reader-1' } });
    const { payload } = (ingest as { requestPayload: { payload: string } }).requestPayload;
    expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toEqual(atIngest);
    const ofTag = (tagId: string, scanId: string) => ({
      'detail-type': 'ScansReceived',
      detail: { scans: [expect.objectContaining({ tagId, scanId })] },
    });
    expect(await lettersIn('scans-rule')).toMatchObject([ofTag('tag-3', 's-rule')]);
    const [append] = await lettersIn('append-events');
    expect(append).toMatchObject(ofTag('tag-1', 's-append'));
    expect(JSON.stringify(append)).toContain('whole content');
    expect(JSON.stringify(append)).toContain('"kept":true');
    expect(await lettersIn('export-snapshots')).toMatchObject([{ requestPayload: EVENING }]);

    const returned = (await storedEvents(stack.info)).find(
      ({ data }) => 'mode' in data && data.mode === 'return',
    );
    const parked = await parkedObjects();
    expect(parked.map(({ functionName }) => functionName).sort()).toEqual([
      'shelflog-local-project-analytics',
      'shelflog-local-project-circulation',
    ]);
    for (const { events } of parked) expect(events).toEqual([returned]);
  });

  it('when it is sent again before the cure, then it stays or comes back', async () => {
    const streams = await stack.cli('redrive', 'streamFailures', '--json');
    expect(streams.code).toBe(1);
    expect(streams.output).toContain('failed again');
    expect(await parkedObjects()).toHaveLength(2);

    expect(await stack.cli('redrive', 'ingest-scans', '--json')).toMatchObject({
      code: 0,
      output: expect.stringContaining('"sent": 1'),
    });
    await waits('ingest-scans', 1);
  });

  it('when it is sent again after the cure, then the read models are right and nothing is left', async () => {
    stack.enforce(stack.model);
    const answer = await stack.cli('redrive', 'all', '--json');
    expect(answer).toMatchObject({ code: 0, output: expect.stringContaining('"sent": 6,\n  "kept": 0') });
    await projected(1 + 3 + 5);
    expect(JSON.parse(await served())).toMatchObject([
      [
        { tagId: 'tag-1', status: 'on-loan', loanCount: 2 },
        { tagId: 'tag-2', status: 'on-loan', loanCount: 1 },
        { tagId: 'tag-3', status: 'on-loan', loanCount: 1 },
      ],
      [{ bookId: 'book-1', total: 3, available: 0, onLoan: 3, status: 'out-of-stock' }],
      expect.anything(),
    ]);
    await until('the files are written', async () => (await keysIn(stack.info.bucket, 'stock/')).length > 0);
    await stack.idle();
    const { deadLetters, quarantine } = await status();
    expect([...Object.values(deadLetters), ...Object.values(quarantine)].filter((n) => n > 0)).toEqual([]);
    expect(await stack.cli('redrive')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Nothing waits.'),
    });
  });
});

async function command(path: string, body: object) {
  const answer = await stack.api('POST', path, body);
  expect(answer).toMatchObject({ status: 201 });
}

type Status = { deadLetters: Record<string, number>; quarantine: Record<string, number> };
const status = async () => (await stack.api('GET', '/v1/status')).body as Status;

const waits = (place: DeadLetterPlace, count: number) =>
  until(`${place} has ${count}`, async () => (await status()).deadLetters[place] === count, PATIENCE_MS);

async function lettersIn(place: DeadLetterPlace): Promise<unknown[]> {
  const queue = stack.model.queues.find(({ name }) => name === NAMES.deadLetterQueue('local', place));
  const client = new SQSClient(access);
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: queue?.url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  client.destroy();
  return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
}

async function keysIn(bucket: string, prefix: string): Promise<string[]> {
  const client = new S3Client({ ...access, forcePathStyle: true });
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  client.destroy();
  return Contents.flatMap(({ Key }) => Key ?? []);
}

type ParkedObject = { requestContext: { functionArn: string }; payload: string };
type ParkedRecords = { Records: { dynamodb: { NewImage: Parameters<typeof unmarshall>[0] } }[] };

async function parkedObjects() {
  const bucket = stack.info.quarantineBucket;
  const client = new S3Client({ ...access, forcePathStyle: true });
  const objects = (await keysIn(bucket, 'aws/lambda/')).map(async (Key) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    const { requestContext, payload } = JSON.parse((await Body?.transformToString()) ?? '') as ParkedObject;
    const { Records } = JSON.parse(payload) as ParkedRecords;
    return {
      functionName: requestContext.functionArn.split(':')[6],
      events: Records.map(({ dynamodb }) => fromItem(unmarshall(dynamodb.NewImage))),
    };
  });
  const read = await Promise.all(objects);
  client.destroy();
  return read;
}

const from = hoursAgo(96).slice(0, 10);

async function projected(eventCount: number) {
  await until(
    `${eventCount} events are stored`,
    async () => (await storedEvents(stack.info)).length === eventCount,
    PATIENCE_MS,
  );
  await until(
    'all is projected',
    async () => (await served()) === folded(await storedEvents(stack.info)),
    PATIENCE_MS,
  );
}

async function served(): Promise<string> {
  const paths = ['/v1/inventory', '/v1/stock', `/v1/analytics/daily?from=${from}`];
  const answers = await Promise.all(paths.map((path) => stack.api('GET', path)));
  return JSON.stringify(answers.map(({ body }) => (body as { items: unknown[] }).items));
}

function folded(events: readonly LibraryEvent[]): string {
  const { inventory, stock, analytics } = readLibrary(events, DEFAULT_RULES, libraryCalendar('UTC'));
  return JSON.stringify([inventory, stock, analytics]);
}
