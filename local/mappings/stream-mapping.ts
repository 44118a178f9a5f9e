import { createHash } from 'node:crypto';
import type { FailureDestinations } from '../destinations';
import type { InvocationResult } from '../lambda/worker';
import { messageOf, type Observe } from '../stack-activity';
import type { FunctionModel, MappingModel } from '../stack-model';
import type { DurableStore } from '../store/durable-store';
import { pause } from './pause';
import { pollShard, type ShardRecord } from './shard-poller';
import { type ShardPositions, shardPositions } from './shard-positions';
import { type Discard, processStreamBatch } from './stream-batch';
import { streamFailureKey, streamFailureRecord } from './stream-failure-record';
import type { StreamShard, StreamSource } from './stream-source';
import { Waker } from './waker';

export type StreamMappingOptions = {
  readonly mapping: MappingModel;
  readonly fn: FunctionModel;
  readonly region: string;
  readonly source: StreamSource;
  readonly store: DurableStore;
  readonly invoke: (functionName: string, payload: string) => Promise<InvocationResult>;
  readonly destinations: FailureDestinations;
  /** Looking for records without having been woken, and for new shards. */
  readonly streamIdlePollMs: number;
  readonly shardPollMs: number;
  /** From being woken to reading, so that one read brings what is written together. */
  readonly gatherMs: number;
  readonly observe: Observe;
  readonly now?: () => number;
};

export type EventSourceMapping = {
  /** There may be something to read. */
  wake(): void;
  /** Age of what was read last when it was done with, in milliseconds; 0 when all is read. */
  lagMs(): number;
  close(): Promise<void>;
};

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 5_000;
const TROUBLE_PAUSE_MS = 500;

/** The same at every start and for every checkout, as a mapping's UUID on AWS. */
export function mappingId({ functionArn, sourceArn }: MappingModel): string {
  const hex = createHash('sha256').update(`${functionArn}\n${sourceArn}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** Brings a table's stream to a function, shard by shard in order, parents before children, with the mapping's
 *  batch size, window, partial responses, bisecting, retries, age and destination.
 *  Delivery: at least once; the position of every shard is on disk and moves only past what is done with. */
export function startStreamMapping(options: StreamMappingOptions): EventSourceMapping {
  const { mapping, source } = options;
  const stop = new AbortController();
  const positions = shardPositions(options.store, mappingId(mapping));
  const wakers = new Map<string, Waker>();
  const running = new Map<string, Promise<void>>();
  const shardSearch = new Waker();
  const lag = { ms: 0 };

  const follow = (shard: StreamShard) => {
    const waker = new Waker();
    wakers.set(shard.id, waker);
    const polling = untilRead(shard.id, waker, { ...options, positions, signal: stop.signal, lag }).finally(
      () => {
        running.delete(shard.id);
        wakers.delete(shard.id);
        shardSearch.wake();
      },
    );
    running.set(shard.id, polling);
  };
  const search = async () => {
    while (!stop.signal.aborted) {
      try {
        const shards = await readableShards(await source.shards(), positions);
        shards.filter(({ id }) => !running.has(id)).forEach(follow);
      } catch (error) {
        if (!stop.signal.aborted) report(options, error);
      }
      await shardSearch.sleep(options.shardPollMs, stop.signal);
    }
  };
  const searching = search();

  return {
    wake: () => {
      for (const waker of wakers.values()) waker.wake();
    },
    lagMs: () => lag.ms,
    close: async () => {
      stop.abort();
      await Promise.all([searching, ...running.values()]);
      source.close();
    },
  };
}

/** Not yet read to their end, and no parent that is still to be read. */
async function readableShards(
  shards: readonly StreamShard[],
  positions: ShardPositions,
): Promise<readonly StreamShard[]> {
  const known = await Promise.all(shards.map(({ id }) => positions.get(id)));
  const open = new Set(shards.filter((_, at) => !known[at]?.done).map(({ id }) => id));
  return shards.filter(({ id, parentId }) => open.has(id) && !(parentId && open.has(parentId)));
}

type Following = StreamMappingOptions & {
  readonly positions: ShardPositions;
  readonly signal: AbortSignal;
  readonly lag: { ms: number };
};

async function untilRead(shardId: string, waker: Waker, options: Following): Promise<void> {
  const { mapping, signal, lag } = options;
  const now = options.now ?? Date.now;
  while (!signal.aborted) {
    try {
      return await pollShard({
        source: options.source,
        shardId,
        streamArn: mapping.sourceArn,
        region: options.region,
        startingPosition: mapping.startingPosition ?? 'TRIM_HORIZON',
        positions: options.positions,
        batchSize: mapping.batchSize,
        windowMs: mapping.windowSeconds * 1000,
        process: (batch, checkpoint) => processBatch(batch, checkpoint, shardId, options),
        idle: async (limitMs) => {
          lag.ms = 0;
          await waker.sleep(Math.min(limitMs, options.streamIdlePollMs), signal);
          await pause(options.gatherMs, signal);
        },
        warn: (message) => options.observe({ kind: 'trouble', part: options.fn.name, message }),
        signal,
        now,
      });
    } catch (error) {
      if (!signal.aborted) report(options, error);
      await pause(TROUBLE_PAUSE_MS, signal);
    }
  }
}

async function processBatch(
  batch: readonly ShardRecord[],
  checkpoint: (last: ShardRecord) => Promise<void>,
  shardId: string,
  options: Following,
): Promise<void> {
  const { fn, mapping, signal } = options;
  const now = options.now ?? Date.now;
  await processStreamBatch(batch, mapping, {
    invoke: (records) => options.invoke(fn.name, eventOf(records)),
    checkpoint,
    discard: (discarded) => keepDiscarded(discarded, shardId, options),
    backOff: (failures) =>
      pause(Math.min(FIRST_BACK_OFF_MS * 2 ** (failures - 1), LONGEST_BACK_OFF_MS), signal),
    now,
    stopped: () => signal.aborted,
  });
  options.lag.ms = now() - (batch[0]?.createdAtMs ?? now());
  options.observe({
    kind: 'batch-done',
    functionName: fn.name,
    source: mapping.sourceArn,
    recordCount: batch.length,
    lagMs: options.lag.ms,
  });
}

const eventOf = (records: readonly ShardRecord[]) =>
  JSON.stringify({ Records: records.map(({ record }) => record) });

/** Returns only when the destination has it: what cannot be kept anywhere must not be passed over. */
async function keepDiscarded(
  discarded: Discard<ShardRecord>,
  shardId: string,
  options: Following,
): Promise<void> {
  const { fn, mapping, signal } = options;
  const now = (options.now ?? Date.now)();
  const record = streamFailureRecord({
    discarded,
    functionArn: fn.arn,
    streamArn: mapping.sourceArn,
    shardId,
    now,
  });
  if (mapping.onFailureArn !== undefined) {
    await options.destinations.keep({
      functionName: fn.name,
      destinationArn: mapping.onFailureArn,
      body: JSON.stringify(record),
      objectKey: streamFailureKey(mappingId(mapping), shardId, now),
      objectBody: () => JSON.stringify({ ...record, payload: eventOf(discarded.records) }),
      signal,
    });
  }
  options.observe({ kind: 'parked', functionName: fn.name, where: mapping.onFailureArn ?? 'nowhere' });
}

function report({ fn, observe }: StreamMappingOptions, error: unknown): void {
  observe({ kind: 'trouble', part: `stream of ${fn.name}`, message: messageOf(error) });
}
