import { TABLES, type TableName } from '../../contract/tables';
import type { Item } from './expressions';
import type { World } from './world';

type Stored = {
  readonly item: Item | undefined;
  readonly before?: Item | undefined;
  readonly changedAt: number;
};

/** An eventually consistent read may be this far behind. */
const STALENESS_MS = 1_000;

/** One table: its items by key, and what they were a moment ago. */
export class SimulatedTable {
  readonly definition: (typeof TABLES)[TableName];
  readonly #partitions = new Map<string, Map<string, Stored>>();

  constructor(
    readonly name: TableName,
    private readonly world: World,
  ) {
    this.definition = TABLES[name];
  }

  /** Errors: throws for an item without its key. */
  keyOf(item: Item): { readonly pk: string; readonly sk: string; readonly id: string } {
    const pk = item[this.definition.partitionKey]?.S;
    const sk = item[this.definition.sortKey]?.S;
    if (!pk || !sk) throw new Error(`An item of ${this.name} lacks its key.`);
    return { pk, sk, id: JSON.stringify([this.name, pk, sk]) };
  }

  get(key: Item, isConsistent = true): Item | undefined {
    const { pk, sk } = this.keyOf(key);
    const stored = this.#partitions.get(pk)?.get(sk);
    return stored && this.#seen(stored, isConsistent);
  }

  set(key: Item, item: Item | undefined) {
    const { pk, sk } = this.keyOf(key);
    const partition = this.#partitions.get(pk) ?? new Map<string, Stored>();
    this.#partitions.set(pk, partition);
    partition.set(sk, { item, before: partition.get(sk)?.item, changedAt: this.world.now });
  }

  /** The items of a partition in the order of their sort keys. */
  partition(pk: string, isConsistent: boolean): { readonly sk: string; readonly item: Item }[] {
    return [...(this.#partitions.get(pk) ?? [])]
      .map(([sk, stored]) => ({ sk, item: this.#seen(stored, isConsistent) }))
      .filter((row): row is { sk: string; item: Item } => row.item !== undefined)
      .sort((a, b) => (a.sk < b.sk ? -1 : 1));
  }

  all(): Item[] {
    return [...this.#partitions.values()]
      .flatMap((partition) => [...partition.values()])
      .map(({ item }) => item)
      .filter((item) => item !== undefined);
  }

  #seen({ item, before, changedAt }: Stored, isConsistent: boolean): Item | undefined {
    const { now, random } = this.world;
    return !isConsistent && now - changedAt < STALENESS_MS && random.chance(0.5) ? before : item;
  }
}
