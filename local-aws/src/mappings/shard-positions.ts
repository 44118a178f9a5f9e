import { z } from 'zod';
import type { DurableStore } from '../store/durable-store';

const shardPosition = z.object({ after: z.string().optional(), done: z.boolean().optional() });

/** How far a mapping has come in a shard: after which sequence number, and whether it is read to its end. */
export type ShardPosition = z.infer<typeof shardPosition>;

export type ShardPositions = {
  get(shardId: string): Promise<ShardPosition | undefined>;
  set(shardId: string, position: ShardPosition): Promise<void>;
};

/** The positions of one mapping, on disk. They outlive a killed process; after a loss of power a position may
 *  be an older one, and its records come again. */
export function shardPositions(store: DurableStore, mappingId: string): ShardPositions {
  const keyOf = (shardId: string) => `mapping/${mappingId}/${shardId}`;
  return {
    get: async (shardId) => {
      const json = await store.get(keyOf(shardId));
      return json === undefined ? undefined : shardPosition.parse(JSON.parse(json));
    },
    set: (shardId, position) =>
      store.write([{ type: 'put', key: keyOf(shardId), value: JSON.stringify(position) }]),
  };
}
