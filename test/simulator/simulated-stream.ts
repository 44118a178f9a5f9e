import type { StreamItem } from '../../local-aws/src/mappings/stream-batch';
import type { Item } from './expressions';
import type { World } from './world';

export type StreamRecord = StreamItem & {
  readonly eventName: 'INSERT';
  readonly dynamodb: { readonly SequenceNumber: string; readonly Keys: Item; readonly NewImage: Item };
};

/** A shard: its records in their order. A closed one gets no more; its children are read after it. */
export class Shard {
  readonly records: StreamRecord[] = [];
  isClosed = false;
  readonly #readers = new Set<() => void>();

  constructor(readonly parent: Shard | undefined) {}

  add(record: StreamRecord) {
    this.records.push(record);
    this.#wake();
  }

  close() {
    this.isClosed = true;
    this.#wake();
  }

  /** Resolves when there may be more. */
  more(): Promise<void> {
    return new Promise((resolve) => this.#readers.add(resolve));
  }

  #wake() {
    for (const wake of this.#readers) wake();
    this.#readers.clear();
  }
}

/** The longest that records of one moment change their order by. */
const DISORDER_MS = 40;

/** The stream of a table of which every item is written once: so no two records have an order between them,
 *  and each takes a shard and a place by chance. */
export class SimulatedStream {
  readonly shards: Shard[] = [];
  onShard: (shard: Shard) => void = () => {};
  #sequence = 0;

  constructor(
    private readonly world: World,
    private readonly reshards: () => number,
  ) {}

  start(shardCount: number) {
    for (let i = 0; i < shardCount; i += 1) this.#open(undefined);
  }

  put(Keys: Item, NewImage: Item) {
    const { world } = this;
    const createdAtMs = world.now;
    world.in(world.random.between(0, DISORDER_MS), () => {
      if (world.random.chance(this.reshards())) this.#split();
      const open = this.shards.filter(({ isClosed }) => !isClosed);
      // Of different lengths, so that their order as text is not their order as numbers.
      const sequenceNumber = String(7 + this.#sequence++ * 13);
      open[world.random.below(open.length)]?.add({
        sequenceNumber,
        createdAtMs,
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: sequenceNumber, Keys, NewImage },
      });
    });
  }

  #split() {
    const open = this.shards.filter(({ isClosed }) => !isClosed);
    const parent = open[this.world.random.below(open.length)];
    if (parent === undefined) return;
    this.#open(parent);
    this.#open(parent);
    parent.close();
  }

  #open(parent: Shard | undefined) {
    const shard = new Shard(parent);
    this.shards.push(shard);
    this.onShard(shard);
  }
}
