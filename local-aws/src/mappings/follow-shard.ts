import type { FailureDestinations } from '../lambda/destinations';
import type { InvocationResult } from '../lambda/worker';
import { pause } from '../lib/pause';
import { messageOf, type Observe } from '../lib/stack-activity';
import type { FunctionModel, MappingModel } from '../model/stack-model';
import type { DurableStore } from '../store/durable-store';
import { mappingId } from './mapping-id';
import { pollShard, type ShardRecord } from './shard-poller';
import type { ShardPositions } from './shard-positions';
import { type Discard, processStreamBatch } from './stream-batch';
import { streamFailureKey, streamFailureRecord } from './stream-failure-record';
import type { StreamSource } from './stream-source';
import type { Waker } from './waker';

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

const FIRST_BACK_OFF_MS = 100;
const LONGEST_BACK_OFF_MS = 5_000;
const TROUBLE_PAUSE_MS = 500;

type Following = StreamMappingOptions & {
  readonly positions: ShardPositions;
  readonly signal: AbortSignal;
  readonly lag: { ms: number };
};

/** Reads a shard to its end or until told to stop, through every trouble on the way. */
export async function followShard(shardId: string, waker: Waker, options: Following): Promise<void> {
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
      if (!signal.aborted) reportTrouble(options, error);
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

export function reportTrouble({ fn, observe }: StreamMappingOptions, error: unknown): void {
  observe({ kind: 'trouble', part: `stream of ${fn.name}`, message: messageOf(error) });
}
