import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { countingRows } from '../../adapters/dynamodb/analytics/counting-rows';
import { eventsTable } from '../../adapters/dynamodb/events/events-table';
import { createDynamoDbClient } from '../../adapters/dynamodb/requests/dynamodb-client';
import { analyticsKeys, inventoryKeys } from '../../contract/keys';
import type { ReaderConnection } from '../../device/src/publish/reader-connection';
import { MOSTLY_UNCHANGED, scansOf, shelves } from '../projection/scan-mix';
import { type LocalRun, startLocalRun } from './local-run';

/** Milliseconds, p50 and p99. */
export type Lag = readonly [number, number];

export type LagFigures = {
  readonly mix: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly samples: number;
  /** From an event's being recorded to its row's being served. */
  readonly projection: { readonly inventory: Lag; readonly analytics: Lag };
  /** From a reader's send to its row's being served. */
  readonly wholeWay: { readonly inventory: Lag; readonly analytics: Lag };
};

type Sample = { readonly sentAt: number; readonly scannedAt: string; readonly tagId: string };
type Spans = { readonly projection: number[]; readonly wholeWay: number[] };
type ReadRow = (tagId: string) => Promise<unknown>;

const SAMPLE_EVERY = 10;
/** In which the functions' workers start. */
const WARM_UP_SECONDS = 5;
const POLL_MS = 20;

const row = z.object({
  reading: z.object({ position: z.object({ effectiveAt: z.string() }), recordedUpTo: z.string() }),
});

/** Steady scans of a library that lends, of which every tenth is followed until both read models hold it. */
export async function measureLag(perSecond: number, seconds: number): Promise<LagFigures> {
  const run = await startLocalRun();
  const client = clientOf(run);
  try {
    const { tables } = run.stack.info;
    const before = shelves();
    await eventsTable(client, tables.events).insert(before);
    await run.projected(before.length, 300_000);
    const inventory: Spans = { projection: [], wholeWay: [] };
    const analytics: Spans = { projection: [], wholeWay: [] };
    const following: Promise<void>[] = [];
    await sendSteadily(run, perSecond, seconds, (sample) => {
      following.push(
        follow(
          sample,
          (tagId) => readRow(client, tables.inventory, inventoryKeys.tag(GENERATION, tagId)),
          inventory,
        ),
        follow(sample, (tagId) => readContribution(client, tables.analytics, tagId), analytics),
      );
    });
    await Promise.all(following);
    return {
      mix: MOSTLY_UNCHANGED.name,
      perSecond,
      seconds,
      samples: inventory.wholeWay.length,
      projection: { inventory: lagOf(inventory.projection), analytics: lagOf(analytics.projection) },
      wholeWay: { inventory: lagOf(inventory.wholeWay), analytics: lagOf(analytics.wholeWay) },
    };
  } finally {
    client.destroy();
    await run.stop();
  }
}

const clientOf = ({ stack: { info } }: LocalRun) =>
  createDynamoDbClient({ endpoint: info.endpoint, region: info.region, credentials: info.credentials });

async function sendSteadily(
  run: LocalRun,
  perSecond: number,
  seconds: number,
  onSample: (sample: Sample) => void,
): Promise<void> {
  const scans = scansOf(MOSTLY_UNCHANGED, perSecond * seconds);
  const readers = new Map<string, ReaderConnection>();
  for (const readerId of new Set(scans.map(({ data }) => data.readerId))) {
    readers.set(readerId, await run.connect(readerId));
  }
  const sent: Promise<void>[] = [];
  const startedAt = Date.now() + 1_000;
  for (const [n, { data }] of scans.entries()) {
    await sleep(Math.max(0, startedAt + (n * 1_000) / perSecond - Date.now()));
    const { readerId, ...scan } = data;
    const sample = { sentAt: Date.now(), scannedAt: new Date().toISOString(), tagId: data.tagId };
    const message = JSON.stringify({ ...scan, scannedAt: sample.scannedAt });
    sent.push(publish(readers, readerId, message));
    if (n % SAMPLE_EVERY === 0 && n >= WARM_UP_SECONDS * perSecond) onSample(sample);
  }
  await Promise.all(sent);
}

async function publish(readers: ReadonlyMap<string, ReaderConnection>, readerId: string, message: string) {
  const delivery = await readers.get(readerId)?.publish(`shelflog/readers/${readerId}/scans`, message);
  if (delivery?.kind !== 'acknowledged') throw new Error(`Not acknowledged: ${delivery?.reason}`);
}

/** A row that a later scan of the tag has moved on holds this one too. */
async function follow({ sentAt, scannedAt, tagId }: Sample, read: ReadRow, spans: Spans): Promise<void> {
  for (;;) {
    const served = row.safeParse(await read(tagId));
    if (served.success && served.data.reading.position.effectiveAt >= scannedAt) {
      spans.projection.push(Date.now() - Date.parse(served.data.reading.recordedUpTo));
      spans.wholeWay.push(Date.now() - sentAt);
      return;
    }
    await sleep(POLL_MS);
  }
}

const GENERATION = 'g1';

async function readRow(client: DynamoDBClient, TableName: string, key: { pk: string; sk: string }) {
  const get = new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true });
  const { Item } = await client.send(get);
  return Item && unmarshall(Item);
}

/** The latest of a tag's contributions that counts: with its sums, it is served. */
async function readContribution(client: DynamoDBClient, TableName: string, tagId: string): Promise<unknown> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': analyticsKeys.contribution(GENERATION, tagId, 1).pk }),
      ScanIndexForward: false,
      Limit: 2,
      ConsistentRead: true,
    }),
  );
  const rows = Items.map((item) => unmarshall(item)).reverse();
  return (await countingRows(rows, GENERATION, (key) => readRow(client, TableName, key))).at(-1);
}

const lagOf = (values: readonly number[]): Lag => [percentile(values, 0.5), percentile(values, 0.99)];

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;
