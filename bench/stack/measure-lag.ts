import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { analyticsKeys, inventoryKeys } from '../../contract/keys';
import { benchScans } from '../append/bench-scan';
import { startLocalRun } from './local-run';

export type LagFigures = {
  readonly perSecond: number;
  readonly seconds: number;
  readonly samples: number;
  /** Milliseconds from sending a scan to its being served, p50 and p99. */
  readonly inventory: readonly [number, number];
  readonly analytics: readonly [number, number];
};

const SAMPLE_EVERY = 10;
const position = z.object({ reading: z.object({ position: z.object({ eventId: z.string() }) }) });

/** Steady scans, of which every tenth is followed until both read models hold it: the whole way, from the
 *  reader's send to the row, and so more than the projectors' own lag. */
export async function measureLag(perSecond: number, seconds: number): Promise<LagFigures> {
  const run = await startLocalRun();
  const { endpoint, region, credentials, tables } = run.stack.info;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  try {
    const connection = await run.connect('desk-1');
    const inventory: number[] = [];
    const analytics: number[] = [];
    const following: Promise<void>[] = [];
    const count = perSecond * seconds;
    const startedAt = Date.now() + 1_000;
    for (const [n, scan] of benchScans(count, 1).entries()) {
      await sleep(Math.max(0, startedAt + (n * 1000) / perSecond - Date.now()));
      const { readerId: _, ...message } = { ...scan, scannedAt: new Date().toISOString() };
      const sentAt = performance.now();
      following.push(
        connection.publish('shelflog/readers/desk-1/scans', JSON.stringify(message)).then((delivery) => {
          if (delivery.kind !== 'acknowledged') throw new Error(`Not acknowledged: ${delivery.reason}`);
        }),
      );
      // The first seconds start the functions' workers.
      if (n % SAMPLE_EVERY !== 0 || n < 5 * perSecond) continue;
      const wanted = `scan#${scan.scanId}`;
      const follow = async (into: number[], read: () => Promise<unknown>) => {
        for (;;) {
          const row = position.safeParse(await read());
          if (row.success && row.data.reading.position.eventId === wanted) break;
          await sleep(20);
        }
        into.push(performance.now() - sentAt);
      };
      following.push(
        follow(inventory, () => readTag(client, tables.inventory, scan.tagId)),
        follow(analytics, () => readContribution(client, tables.analytics, scan.tagId)),
      );
    }
    await Promise.all(following);
    return {
      perSecond,
      seconds,
      samples: inventory.length,
      inventory: [percentile(inventory, 0.5), percentile(inventory, 0.99)],
      analytics: [percentile(analytics, 0.5), percentile(analytics, 0.99)],
    };
  } finally {
    client.destroy();
    await run.stop();
  }
}

const GENERATION = 'g1';

async function readTag(client: DynamoDBClient, TableName: string, tagId: string): Promise<unknown> {
  const Key = marshall(inventoryKeys.tag(GENERATION, tagId));
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item && unmarshall(Item);
}

async function readContribution(client: DynamoDBClient, TableName: string, tagId: string): Promise<unknown> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: marshall({ ':pk': analyticsKeys.contribution(GENERATION, tagId, 1).pk }),
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    }),
  );
  return Items[0] && unmarshall(Items[0]);
}

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;
