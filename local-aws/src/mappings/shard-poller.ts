import type { ShardPositions } from './shard-positions';
import type { StreamItem } from './stream-batch';
import { type LambdaStreamRecord, toLambdaRecord } from './stream-record';
import type { ShardStart, StreamSource } from './stream-source';

export type ShardRecord = StreamItem & { readonly record: LambdaStreamRecord };

export type ShardPollerOptions = {
  readonly source: Pick<StreamSource, 'iterator' | 'read'>;
  readonly shardId: string;
  readonly streamArn: string;
  readonly region: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly positions: ShardPositions;
  readonly batchSize: number;
  readonly windowMs: number;
  /** Takes a batch through the function; `checkpoint` keeps the position. */
  readonly process: (
    batch: readonly ShardRecord[],
    checkpoint: (last: ShardRecord) => Promise<void>,
  ) => Promise<void>;
  /** Sleeps until there may be more, at most so long. */
  readonly idle: (limitMs: number) => Promise<void>;
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
  readonly now: () => number;
};

/** Reads one shard from its kept position on, batch after batch, until the shard is closed and read to its
 *  end or `signal` aborts. Errors: throws what the stream throws; polling it again goes on where it stood. */
export async function pollShard(options: ShardPollerOptions): Promise<void> {
  const { shardId, positions, signal } = options;
  let after = (await positions.get(shardId))?.after;
  const gathering = new Gathering(options, await iteratorAt(options, after));
  const checkpoint = async (last: ShardRecord) => {
    after = last.sequenceNumber;
    await positions.set(shardId, { after });
  };
  while (!signal.aborted) {
    const freshCount = await gathering.read(after);
    const batch = gathering.batchIfDue();
    if (batch) await options.process(batch, checkpoint);
    else if (gathering.atEnd) {
      await positions.set(shardId, { ...(after && { after }), done: true });
      return;
    } else if (freshCount === 0) await options.idle(gathering.windowLeftMs());
  }
}

/** Records read but not yet handed over: until the batch is full or its window is over. */
class Gathering {
  #records: ShardRecord[] = [];
  #since = 0;

  constructor(
    private readonly options: ShardPollerOptions,
    private iterator: string | undefined,
  ) {}

  get atEnd(): boolean {
    return this.iterator === undefined;
  }

  /** Reads on once and returns how many records came. `after` is the position before what is gathered. */
  async read(after: string | undefined): Promise<number> {
    if (this.iterator === undefined) return 0;
    const { source, batchSize, now } = this.options;
    const page = await source.read(this.iterator, batchSize - this.#records.length);
    if (!page) {
      this.iterator = await iteratorAt(this.options, this.#records.at(-1)?.sequenceNumber ?? after);
      return await this.read(after);
    }
    if (this.#records.length === 0) this.#since = now();
    this.#records.push(...page.records.map((record) => shardRecord(record, this.options)));
    this.iterator = page.next;
    return page.records.length;
  }

  /** Infinity when nothing waits to be handed over. */
  windowLeftMs(): number {
    if (this.#records.length === 0) return Number.POSITIVE_INFINITY;
    return Math.max(1, this.options.windowMs - (this.options.now() - this.#since));
  }

  batchIfDue(): readonly ShardRecord[] | undefined {
    if (this.#records.length === 0) return undefined;
    const { batchSize, windowMs, now } = this.options;
    const due = this.#records.length >= batchSize || now() - this.#since >= windowMs || this.atEnd;
    if (!due) return undefined;
    const batch = this.#records;
    this.#records = [];
    return batch;
  }
}

async function iteratorAt(options: ShardPollerOptions, after: string | undefined): Promise<string> {
  const { source, shardId } = options;
  const start: ShardStart =
    after === undefined
      ? { from: options.startingPosition }
      : { from: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: after };
  const iterator = await source.iterator(shardId, start);
  if (iterator !== undefined) return iterator;
  options.warn(
    `Shard ${shardId}: the stream no longer keeps what follows ${after}; going on with its oldest record.`,
  );
  const oldest = await source.iterator(shardId, { from: 'TRIM_HORIZON' });
  if (oldest === undefined) throw new Error(`Shard ${shardId} cannot be read from its beginning.`);
  return oldest;
}

function shardRecord(
  record: Parameters<typeof toLambdaRecord>[0],
  { streamArn, region, now }: ShardPollerOptions,
): ShardRecord {
  const lambdaRecord = toLambdaRecord(record, streamArn, region);
  return {
    record: lambdaRecord,
    sequenceNumber: lambdaRecord.dynamodb.SequenceNumber,
    createdAtMs: record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? now(),
  };
}
