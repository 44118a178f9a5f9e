import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type LocalRun, PROJECTORS, startLocalRun } from './local-run';
import { publishAll } from './publish-all';

export type BacklogFigures = {
  readonly scans: number;
  readonly publishedASecond: number;
  /** From the first publish to the last projection. */
  readonly throughASecond: number;
  /** Projected in each tenth of the run, a second. */
  readonly tenths: readonly number[];
  readonly stored: number;
};

/** Publishes faster than the stack takes in, and measures until both projectors are done with every scan. */
export async function measureBacklog(scans: number): Promise<BacklogFigures> {
  const run = await startLocalRun();
  try {
    const readers = ['desk-1', 'desk-2', 'wand', 'bin'];
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1000;
    const watching = watchTenths(run, scans, seconds);
    await Promise.all(
      readers.map(async (readerId) =>
        publishAll(await run.connect(readerId), readerId, scans / readers.length),
      ),
    );
    const publishedASecond = scans / seconds();
    await run.projected(scans, 3_600_000);
    const throughASecond = scans / seconds();
    return { scans, publishedASecond, throughASecond, tenths: await watching, stored: await stored(run) };
  } finally {
    await run.stop();
  }
}

/** The slower projector's speed over each tenth of the scans. */
async function watchTenths(run: LocalRun, scans: number, seconds: () => number): Promise<number[]> {
  const speeds: number[] = [];
  let from = 0;
  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const goal = Math.ceil((scans * tenth) / 10);
    while (PROJECTORS.some((name) => (run.done.get(name) ?? 0) < goal)) await sleep(20);
    speeds.push(scans / 10 / (seconds() - from));
    from = seconds();
  }
  return speeds;
}

async function stored({ stack: { info } }: LocalRun): Promise<number> {
  const client = new DynamoDBClient({
    endpoint: info.endpoint,
    region: info.region,
    credentials: info.credentials,
  });
  let count = 0;
  const pages = paginateScan({ client }, { TableName: info.tables.events, Select: 'COUNT' });
  for await (const { Count = 0 } of pages) count += Count;
  client.destroy();
  return count;
}
