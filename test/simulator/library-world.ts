import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { fromItem } from '../../app/events/event-codec';
import type { Generation } from '../../app/history/generations';
import type { Quarantined } from '../../app/intake/quarantine';
import type { MqttMessage } from '../../app/intake/scan-message';
import { FUNCTIONS } from '../../contract/functions';
import { controlKeys } from '../../contract/keys';
import type { TableName } from '../../contract/tables';
import type { LibraryEvent } from '../../domain/events';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import type { Library } from '../../projections/reference-fold';
import { libraryOf, type Row } from '../app/project/served-library';
import { type Faults, NO_FAULTS } from './faults';
import { FunctionPool } from './function-pool';
import { libraryFunctions, TIME_ZONE } from './library-functions';
import { ScanQueue } from './scan-queue';
import { SimulatedDynamoDb } from './simulated-dynamodb';
import { SimulatedStream } from './simulated-stream';
import { StockWatch } from './stock-watch';
import { STREAM_MAPPING, StreamMapping } from './stream-mapping';
import { World } from './world';

export type LibraryOptions = {
  readonly seed: number;
  readonly startsAt?: string;
  readonly shards?: number;
  readonly batchSize?: number;
  readonly pageItems?: number;
  /** Other generations that are written beside the first. */
  readonly alsoWritten?: readonly Generation[];
  readonly faults?: Faults;
};

export const FIRST_GENERATION: Generation = { id: 'g1', rules: DEFAULT_RULES, timeZone: TIME_ZONE };

/** The whole system in a virtual world: from the readers' messages to the read models. */
export class LibraryWorld {
  readonly world: World;
  readonly db: SimulatedDynamoDb;
  readonly watch: StockWatch;
  readonly quarantined = new Map<string, Quarantined>();
  readonly queue: ScanQueue;
  readonly functions: Readonly<Record<keyof ReturnType<typeof libraryFunctions>, FunctionPool>>;
  readonly mappings: readonly StreamMapping[];

  constructor(options: LibraryOptions) {
    const { startsAt = '2026-03-12T08:00:00.000Z', batchSize = STREAM_MAPPING.batchSize } = options;
    const world = new World(options.seed, startsAt);
    const db = new SimulatedDynamoDb(world);
    db.faults = options.faults ?? NO_FAULTS;
    db.pageItems = options.pageItems ?? db.pageItems;
    this.world = world;
    this.db = db;
    this.watch = new StockWatch(world);
    const load = libraryFunctions({ world, db, queue: () => this.queue, quarantined: this.quarantined });
    const seconds = (name: keyof typeof FUNCTIONS) => FUNCTIONS[name].timeoutSeconds * 1_000;
    this.functions = {
      ingest: new FunctionPool(world, seconds('ingest-scans'), load.ingest),
      append: new FunctionPool(world, seconds('append-events'), load.append),
      insert: new FunctionPool(world, seconds('api'), load.insert),
      projectCirculation: new FunctionPool(world, seconds('project-circulation'), load.projectCirculation),
      projectAnalytics: new FunctionPool(world, seconds('project-analytics'), load.projectAnalytics),
    };
    const faults = () => db.faults;
    this.queue = new ScanQueue(world, faults, this.functions.append);
    this.mappings = [this.functions.projectCirculation, this.functions.projectAnalytics].map(
      (projector) => new StreamMapping(world, faults, projector, batchSize),
    );
    this.#connect(new SimulatedStream(world, () => db.faults.reshards), options);
  }

  #connect(stream: SimulatedStream, { shards = 2, alsoWritten = [] }: LibraryOptions) {
    const { events, control } = this.db.tables;
    stream.onShard = (shard) => {
      for (const mapping of this.mappings) mapping.follow(shard);
    };
    stream.start(shards);
    this.db.onCommit = (writes) => {
      this.watch.see(writes);
      for (const { table, after } of writes) {
        if (table !== 'events' || after === undefined) continue;
        const { pk, sk } = events.keyOf(after);
        stream.put({ streamId: { S: pk }, eventId: { S: sk } }, after);
      }
    };
    if (alsoWritten.length > 0) {
      const generations = marshall({ ...controlKeys.generations, serving: FIRST_GENERATION, alsoWritten });
      control.set(generations, generations);
    }
  }

  /** A reader's message, from the topic rule on: tried until the function has taken it in. */
  publish(message: MqttMessage, afterMs = 0) {
    this.world.in(afterMs, () => {
      if (this.world.random.chance(this.db.faults.comesTwice)) this.#insist('ingest', message);
      this.#insist('ingest', message);
    });
  }

  /** A command or an imported event, given until it is recorded. */
  record(event: LibraryEvent, afterMs = 0) {
    this.world.in(afterMs, () => this.#insist('insert', event));
  }

  /** An item that got into the table and is no event. */
  poison(streamId: string, afterMs = 0) {
    const item = { streamId: { S: streamId }, eventId: { S: 'scan#poison' }, type: { S: 'Nonsense' } };
    this.world.in(afterMs, () => this.db.commit([{ table: 'events', after: item }]));
  }

  #insist(name: 'ingest' | 'insert', event: unknown) {
    this.world.spawn(async () => {
      while (!(await this.functions[name].invoke(event)).ok) await this.world.sleep(1_000);
    });
  }

  /** Lets everything happen; then, without faults, what was given up is sent again. */
  async comeToRest() {
    await this.world.drain();
    this.db.faults = NO_FAULTS;
    this.queue.redrive();
    for (const mapping of this.mappings) mapping.redrive();
    await this.world.drain();
  }

  /** Streams of which records are still given up. */
  parkedStreams(): string[] {
    const records = this.mappings.flatMap(({ parked }) => parked.flatMap((one) => one.records));
    return [...new Set(records.map(({ dynamodb }) => dynamodb.Keys['streamId']?.S ?? ''))];
  }

  /** All events of the table, but for poison. */
  events(): LibraryEvent[] {
    return this.#rows('events')
      .filter((row) => row['type'] !== 'Nonsense')
      .map((row) => fromItem(row));
  }

  served(generation: string): Library {
    const mine = ({ pk }: Row) => pk === generation || pk.startsWith(`${generation}#`);
    return libraryOf({
      inventory: (this.#rows('inventory') as Row[]).filter(mine),
      stock: (this.#rows('stock') as Row[]).filter(mine),
      analytics: (this.#rows('analytics') as Row[]).filter(mine),
    });
  }

  #rows(table: TableName): Record<string, unknown>[] {
    return this.db.tables[table].all().map((item) => unmarshall(item));
  }
}
