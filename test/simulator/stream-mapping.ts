import { type Discard, processStreamBatch } from '../../local-aws/src/mappings/stream-batch';
import type { Faults } from './faults';
import type { FunctionPool } from './function-pool';
import type { Shard, StreamRecord } from './simulated-stream';
import type { World } from './world';

/** As infra/event-sources.ts sets it; as-deployed.test.ts holds them together. */
export const STREAM_MAPPING = {
  batchSize: 100,
  bisect: true,
  maxRetries: 10,
  maxAgeSeconds: 43_200,
  partialResponses: true,
};

const LONGEST_LATENESS_MS = 13 * 3_600_000;

/** Brings a stream to a function, with Lambda's own rules (local-aws/src/mappings). Besides, a batch may be read late,
 *  be read again from before where it stood, or be worked on twice at once. */
export class StreamMapping {
  /** What was given up, as the destination keeps it. */
  parked: Discard<StreamRecord>[] = [];
  readonly #done = new Map<Shard, Promise<void>>();

  constructor(
    private readonly world: World,
    private readonly faults: () => Faults,
    private readonly projector: FunctionPool,
    private readonly batchSize = STREAM_MAPPING.batchSize,
  ) {}

  follow(shard: Shard) {
    const reading = this.#read(shard);
    this.#done.set(shard, reading);
    this.world.spawn(() => reading);
  }

  /** What a person does about what was given up: its tags are folded again from Events. */
  redrive() {
    const parked = this.parked;
    this.parked = [];
    const ageless = { ...STREAM_MAPPING, maxAgeSeconds: -1 };
    for (const { records } of parked) this.world.spawn(() => this.#process(records, () => {}, ageless));
  }

  async #read(shard: Shard): Promise<void> {
    if (shard.parent) await this.#done.get(shard.parent);
    const { world } = this;
    let position = 0;
    while (true) {
      const batch = shard.records.slice(position, position + this.batchSize);
      const faults = this.faults();
      if (batch.length === 0) {
        if (shard.isClosed) return;
        await shard.more();
        continue;
      }
      await world.sleep(
        world.random.chance(faults.isLate)
          ? world.random.between(0, LONGEST_LATENESS_MS)
          : world.random.between(0, 250),
      );
      const again = world.random.chance(faults.comesTwice);
      if (again) world.spawn(() => this.#process(batch, () => {}));
      const start = position;
      await this.#process(batch, (last) => {
        position = start + batch.indexOf(last) + 1;
      });
      if (world.random.chance(faults.comesTwice)) position = world.random.below(position + 1);
    }
  }

  #process(
    records: readonly StreamRecord[],
    checkpoint: (last: StreamRecord) => void,
    settings = STREAM_MAPPING,
  ): Promise<void> {
    const { world } = this;
    return processStreamBatch(records, settings, {
      invoke: (some) => this.projector.invoke({ Records: some }),
      checkpoint: async (last) => checkpoint(last),
      discard: async (discarded) => {
        this.parked.push(discarded);
      },
      backOff: (failures) => world.sleep(Math.min(100 * 2 ** (failures - 1), 5_000)),
      now: () => world.now,
      stopped: () => false,
    });
  }
}
