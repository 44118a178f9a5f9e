import type { LibraryEvent } from '../../domain/events';
import { eventDigest } from '../events/event-digest';
import type { EventLog } from '../events/event-log';
import { nameOf } from '../ledger/sealed-lines';

/** Where history is restored from. It can be read again and gives the same events then. */
export type RestoreSource = {
  /** Every event once, in any order. Errors: throws for what is not as it was kept. */
  events(): AsyncIterable<LibraryEvent>;
};

/** The table that is filled again. */
export type RestoreTable = {
  readonly insert: EventLog['insert'];
  /** How many events there are, read consistently. */
  count(): Promise<number>;
  /** The digests of those that exist, made from what is stored, by name (nameOf). */
  digests(events: readonly LibraryEvent[]): Promise<ReadonlyMap<string, string>>;
};

export type RestoreReport = {
  /** In the source. */
  readonly events: number;
  readonly inserted: number;
  /** There already, the same. */
  readonly present: number;
};

/** The table holds what the source does not: it is another one, or life in it has gone on. */
export class NotASubsetError extends Error {
  override readonly name = 'NotASubsetError';
}

export type RestoreOptions = {
  /** Also into a table that has events which the source lacks: they stay. */
  readonly keepOthers?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: 'comparing' | 'inserting', events: number) => void;
};

const BATCH = 100;
const BATCHES_AT_ONCE = 4;

/** Puts every event of the source into the table as it was, its recorded time included. Whatever is there
 *  already stays: it can be done again after it was cut off. Before the first insert a table that is not empty
 *  is compared. Memory does not grow with history.
 *  Errors: NotASubsetError if the table has events that the source lacks, or has otherwise. */
export async function restoreEvents(
  source: RestoreSource,
  table: RestoreTable,
  { keepOthers = false, signal, onProgress }: RestoreOptions = {},
): Promise<RestoreReport> {
  const before = await table.count();
  if (before > 0) {
    let same = 0;
    await inBatches(source, signal, async (events, done) => {
      const found = await countSame(table, events);
      same += found;
      onProgress?.('comparing', done);
    });
    if (same < before && !keepOthers) throw notASubset(before - same);
  }
  let events = 0;
  let inserted = 0;
  await inBatches(source, signal, async (batch, done) => {
    const answers = await table.insert(batch);
    const existing = batch.filter((_, i) => answers[i] === 'exists');
    await countSame(table, existing);
    events += batch.length;
    inserted += batch.length - existing.length;
    onProgress?.('inserting', done);
  });
  return { events, inserted, present: events - inserted };
}

/** How many of the events the table has. Errors: NotASubsetError if it has one otherwise. */
async function countSame(table: RestoreTable, events: readonly LibraryEvent[]): Promise<number> {
  if (events.length === 0) return 0;
  const stored = await table.digests(events);
  for (const event of events) {
    const digest = stored.get(nameOf(event));
    if (digest !== undefined && digest !== eventDigest(event)) {
      throw new NotASubsetError(
        `${nameOf(event)} is another event in the table than in what is restored. An event is never written over: restore into another table, and compare them.`,
      );
    }
  }
  return stored.size;
}

const notASubset = (count: number) =>
  new NotASubsetError(
    `The table has ${count} events that are not in what is to be restored. If it is the right table, and readers have gone on since, restore with --keep-others: nothing in it is changed.`,
  );

/** Some batches at a time, each by itself; after the first fault no further one is begun. */
async function inBatches(
  source: RestoreSource,
  signal: AbortSignal | undefined,
  work: (batch: readonly LibraryEvent[], done: number) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const faults: unknown[] = [];
  let taken = 0;
  const start = async (events: readonly LibraryEvent[]) => {
    signal?.throwIfAborted();
    taken += events.length;
    const run: Promise<void> = work(events, taken)
      .catch((fault: unknown) => void faults.push(fault))
      .finally(() => running.delete(run));
    running.add(run);
    if (running.size >= BATCHES_AT_ONCE) await Promise.race(running);
  };
  let batch: LibraryEvent[] = [];
  try {
    for await (const event of source.events()) {
      batch.push(event);
      if (batch.length < BATCH) continue;
      await start(batch);
      batch = [];
      if (faults.length > 0) break;
    }
    if (batch.length > 0 && faults.length === 0) await start(batch);
  } finally {
    await Promise.all(running);
  }
  if (faults.length > 0) throw faults[0];
}
