import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { eventItems } from '../../../adapters/dynamodb/events/event-items';
import { createDynamoDbClient } from '../../../adapters/dynamodb/requests/dynamodb-client';
import { fromItem } from '../../../app/events/event-codec';
import { eventDigest } from '../../../app/events/event-digest';
import type { LibraryEvent } from '../../../domain/events';
import { localStackSchema } from '../../../ops/lib/local-file';
import { aLocalStack, allItems, type LocalStack } from '../local-stack';
import { type Scenario, scenario } from '../scenario';
import { pastEvents } from './past-events';
import { writeExport } from './table-export';

const { values } = parseArgs({
  options: {
    past: { type: 'string', default: '5000' },
    live: { type: 'string', default: '300' },
    seed: { type: 'string', default: '20261122' },
  },
});
const seed = Number(values.seed);
const sizes = { tagCount: 120, bookCount: 20 };
const PATIENCE_MS = 10 * 60_000;

const say = (line: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
const minutesSince = (ms: number) => Math.round(((Date.now() - ms) / 60_000) * 100) / 100;

/** A command that must end well. */
async function run(stack: LocalStack, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stack.cli(...args);
  if (code !== 0) throw new Error(`shelflog ${args.join(' ')} ended with ${code}.\n${stdout}${stderr}`);
  say(`shelflog ${args.join(' ')}: ${stdout.trim().split('\n').at(-1)}`);
  return stdout;
}

async function storedEvents({ folder }: LocalStack): Promise<Map<string, LibraryEvent>> {
  const file = JSON.parse(readFileSync(join(folder, '.shelflog/local.json'), 'utf8'));
  const { endpoint, region, credentials, tables } = localStackSchema.parse(file);
  const client = createDynamoDbClient({ endpoint, region, credentials });
  const events = new Map<string, LibraryEvent>();
  try {
    for await (const item of eventItems(client, tables.events).all()) {
      const event = fromItem(item);
      events.set(eventDigest(event), event);
    }
    return events;
  } finally {
    client.destroy();
  }
}

const inventoryAndStock = async (stack: LocalStack) => ({
  inventory: await allItems(stack, '/v1/inventory'),
  stock: await allItems(stack, '/v1/stock'),
});

/** The library's past, as it stands in the table and in the ledger on a usual morning. */
async function liveThroughThePast(stack: LocalStack): Promise<void> {
  const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;
  const past = scenario(seed, Date.parse(midnight), { ...sizes, scanCount: Number(values.past) });
  const folder = join(stack.folder, 'past');
  writeExport(folder, pastEvents(past, midnight));
  await run(stack, 'restore', '--from', 'export', folder);
  await run(stack, 'audit', 'seal');
}

async function scan(stack: LocalStack, nth: number, scanCount: number): Promise<void> {
  const before = (await storedEvents(stack)).size;
  const today = scenario(seed + nth, Date.now(), { ...sizes, scanCount });
  await publish(stack, today);
  const until = Date.now() + PATIENCE_MS;
  while ((await storedEvents(stack)).size < before + today.scans.length) {
    if (Date.now() > until) throw new Error('Scans were not recorded in time.');
    await sleep(1_000);
  }
}

async function publish(stack: LocalStack, { sent }: Scenario): Promise<void> {
  for (const reader of new Set(sent.map(({ readerId }) => readerId))) {
    const file = join(stack.folder, `${reader}.jsonl`);
    const scans = sent.filter(({ readerId }) => readerId === reader);
    writeFileSync(file, `${scans.map(({ message }) => JSON.stringify(message)).join('\n')}\n`);
    await run(stack, 'publish', file, '--reader', reader);
  }
}

/** Every table is gone, with the processes that served them; the buckets are what is left. */
async function disaster(stack: LocalStack): Promise<void> {
  await stack.kill();
  rmSync(join(stack.folder, 'data/dynamodb'), { recursive: true });
}

async function recover(stack: LocalStack, backup: string) {
  const began = Date.now();
  const timed = async <T>(work: () => Promise<T>) => {
    const from = Date.now();
    const result = await work();
    return { result, minutes: minutesSince(from) };
  };
  const start = await timed(() => stack.start());
  const empty = (await storedEvents(stack)).size;
  if (empty !== 0) throw new Error(`The tables were not lost: ${empty} events are there.`);
  const ledger = await timed(() => run(stack, 'restore', '--from', 'ledger'));
  const fromLedger = await storedEvents(stack);
  const rest = await timed(() => run(stack, 'restore', '--from', 'export', backup));
  const rebuild = await timed(() => run(stack, 'rebuild'));
  const verify = await timed(() => run(stack, 'verify'));
  const check = await timed(() => run(stack, 'audit', 'check', '--ledger'));
  return {
    fromLedger,
    minutesTaken: {
      start: start.minutes,
      restoreFromLedger: ledger.minutes,
      restoreFromBackup: rest.minutes,
      rebuild: rebuild.minutes,
      verify: verify.minutes,
      checkOfLedger: check.minutes,
      inAll: minutesSince(began),
    },
  };
}

async function main(): Promise<boolean> {
  const stack = aLocalStack();
  try {
    say(`the drill: npm run drill -- --past ${values.past} --live ${values.live} --seed ${seed}`);
    await stack.start();
    await liveThroughThePast(stack);
    await scan(stack, 1, Number(values.live));
    await run(stack, 'rebuild');
    await run(stack, 'verify');
    const before = await storedEvents(stack);
    const served = await inventoryAndStock(stack);
    // What point-in-time recovery gives; on AWS it ends up to five minutes before the disaster.
    const backup = join(stack.folder, 'backup');
    writeExport(backup, [...before.values()]);
    const backedUpAt = Date.now();
    await disaster(stack);
    const lostAt = Date.now();
    say('every table is lost');
    const { fromLedger, minutesTaken } = await recover(stack, backup);
    const after = await storedEvents(stack);
    const lost = [...before.keys()].filter((digest) => !after.has(digest));
    const foreign = [...after.keys()].filter((digest) => !before.has(digest));
    const servesTheSame = JSON.stringify(await inventoryAndStock(stack)) === JSON.stringify(served);
    // Readers go on: the stream of the new table is read too.
    await scan(stack, 2, 20);
    await run(stack, 'verify');
    const notSealed = [...before].filter(([digest]) => !fromLedger.has(digest));
    const newestSealed =
      [...fromLedger.values()]
        .map(({ recordedAt }) => recordedAt)
        .sort()
        .at(-1) ?? '';
    const report = {
      events: { before: before.size, fromLedger: fromLedger.size, after: after.size },
      lost: { events: lost.length, minutes: lost.length === 0 ? 0 : (lostAt - backedUpAt) / 60_000 },
      foreign: foreign.length,
      servesTheSame,
      byTheLedgerAlone: {
        eventsLost: notSealed.length,
        minutesLost: Math.round((lostAt - Date.parse(newestSealed)) / 60_000),
      },
      minutesTaken,
    };
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return lost.length === 0 && foreign.length === 0 && servesTheSame;
  } finally {
    await stack.stop();
    stack.remove();
  }
}

main().then(
  (passed) => process.exit(passed ? 0 : 1),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
