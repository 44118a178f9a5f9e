import { followShard, reportTrouble, type StreamMappingOptions } from './follow-shard';
import { mappingId } from './mapping-id';
import { type ShardPositions, shardPositions } from './shard-positions';
import type { StreamShard } from './stream-source';
import { Waker } from './waker';

export type EventSourceMapping = {
  /** There may be something to read. */
  wake(): void;
  /** Age of what was read last when it was done with, in milliseconds; 0 when all is read. */
  lagMs(): number;
  close(): Promise<void>;
};

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
    const polling = followShard(shard.id, waker, { ...options, positions, signal: stop.signal, lag }).finally(
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
        if (!stop.signal.aborted) reportTrouble(options, error);
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
