import { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import { messageOf } from '../lib/stack-activity';

export type StoreOp =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

export type KeyRange = {
  readonly gte: string;
  readonly lt: string;
  readonly limit?: number;
  readonly reverse?: boolean;
};

/** Ordered keys and values that outlive the process. Every part of the local stack keeps its own prefix. */
export type DurableStore = {
  get(key: string): Promise<string | undefined>;
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Resolves when all operations are on disk, all or none. Concurrent callers share one sync. */
  commit(ops: readonly StoreOp[]): Promise<void>;
  /** All or none; outlives a killed process, but not a machine that loses power. */
  write(ops: readonly StoreOp[]): Promise<void>;
  /** In the order of keys. */
  entries(range: KeyRange): AsyncIterable<[key: string, value: string]>;
  keys(range: KeyRange): AsyncIterable<string>;
  close(): Promise<void>;
};

/** Opens the store of a data directory, for this process alone. Once the disk has refused a write, all are
 *  refused until it is opened again, and `onBroken` is told why.
 *  Errors: an Error that says so if another process holds the directory. */
export async function openStore(
  directory: string,
  onBroken: (message: string) => void = () => undefined,
): Promise<DurableStore> {
  const level = new ClassicLevel<string, string>(directory);
  try {
    await level.open();
  } catch (error) {
    if (isLocked(error)) {
      throw new Error(
        `${directory} is in use by another local stack. Stop that one, or choose another --data-dir.`,
        { cause: error },
      );
    }
    throw error;
  }
  const whileSound = untilRefused(directory, onBroken);
  const committer = grouped((ops) => whileSound(() => level.batch([...ops], { sync: true })));
  const writer = grouped((ops) => whileSound(() => level.batch([...ops])));
  return {
    get: (key) => level.get(key),
    getMany: (keys) => level.getMany([...keys]),
    commit: committer.put,
    write: writer.put,
    entries: (range) => level.iterator(range),
    keys: (range) => level.keys(range),
    close: async () => {
      await Promise.all([committer.settled(), writer.settled()]);
      await level.close();
    },
  };
}

/** LevelDB goes on behind what it could not write whole. It answers such writes, synced ones too, and passes
 *  over all of them when it is opened again: 20 of 20 were gone (classic-level 3.0.0). */
function untilRefused(directory: string, onBroken: (message: string) => void) {
  let broken: Error | undefined;
  return async (write: () => Promise<void>): Promise<void> => {
    if (broken) throw broken;
    try {
      await write();
    } catch (cause) {
      // The other writer may have failed meanwhile.
      if (broken) throw broken;
      broken = new Error(
        `${directory} could not be written (${messageOf(cause)}): it takes nothing more. Make room, end the stack and start it again; what was acknowledged is kept.`,
        { cause },
      );
      onBroken(broken.message);
      throw broken;
    }
  };
}

const OPEN_ERROR = z.object({ cause: z.object({ code: z.string() }) });

function isLocked(error: unknown): boolean {
  return OPEN_ERROR.safeParse(error).data?.cause.code === 'LEVEL_LOCKED';
}

type Waiting = {
  readonly ops: readonly StoreOp[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

/** While one batch is on its way, all that arrives waits and makes up the next one. */
function grouped(writeBatch: (ops: readonly StoreOp[]) => Promise<void>) {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  const drain = async () => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await writeBatch(group.flatMap((one) => one.ops));
        for (const one of group) one.resolve();
      } catch (error) {
        for (const one of group) one.reject(error);
      }
    }
    running = undefined;
  };

  return {
    put: (ops: readonly StoreOp[]) =>
      new Promise<void>((resolve, reject) => {
        if (ops.length === 0) {
          resolve();
          return;
        }
        waiting.push({ ops, resolve, reject });
        running ??= Promise.resolve().then(drain);
      }),
    settled: () => running ?? Promise.resolve(),
  };
}
