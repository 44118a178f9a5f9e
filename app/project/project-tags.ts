import { setTimeout as sleep } from 'node:timers/promises';

/** One step of bringing a tag's rows to what its events say, written whole in one transaction. */
export type TagChange = {
  readonly tagId: string;
  /** The rows that it writes; changes share the rows of their sums. */
  readonly rows: readonly string[];
  /** The tag needs another step after this one. */
  readonly unfinished: boolean;
};

/** What became of a transaction. `lost`: another projector moved a tag first, or is at it now. */
export type CommitResult = 'committed' | 'lost';

export type TagProjection<Change extends TagChange> = {
  /** The change that each tag still needs; none for a tag whose rows say what its events say. */
  readonly plan: (tagId: string) => Promise<Change | undefined>;
  readonly commit: (changes: readonly Change[]) => Promise<CommitResult>;
};

/** Waits before a transaction that did not pass is tried for the n-th time more. */
export type Pause = (attempt: number) => Promise<unknown>;

/** TransactWriteItems takes 100 distinct items. */
export const MAX_ROWS_A_TRANSACTION = 100;
const MAX_ATTEMPTS = 12;
const CONCURRENT_PLANS = 16;

/** Brings every tag to what its events say, many tags a transaction. A transaction that loses is planned
 *  again from what is stored then, in halves and after a pause that grows.
 *  Answers the tags that could not be brought there, each with its fault; the others are done. */
export async function projectTags<Change extends TagChange>(
  tagIds: readonly string[],
  projection: TagProjection<Change>,
  pause: Pause = jitteredPause,
): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  const waiting: Attempt[] = [{ tagIds, attempt: 0 }];
  for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
    if (group.attempt > 0) await pause(group.attempt);
    const changes = await planEach(group.tagIds, projection, failures);
    for (const pack of packed(changes)) {
      const again = await tryCommit(pack, group.attempt, projection, failures);
      waiting.push(...again);
    }
  }
  return failures;
}

type Attempt = { readonly tagIds: readonly string[]; readonly attempt: number };

async function planEach<Change extends TagChange>(
  tagIds: readonly string[],
  { plan }: TagProjection<Change>,
  failures: Map<string, unknown>,
): Promise<Change[]> {
  const changes: Change[] = [];
  for (let i = 0; i < tagIds.length; i += CONCURRENT_PLANS) {
    const planned = await Promise.all(
      tagIds.slice(i, i + CONCURRENT_PLANS).map(async (tagId) => {
        try {
          return await plan(tagId);
        } catch (fault) {
          failures.set(tagId, fault);
          return undefined;
        }
      }),
    );
    changes.push(...planned.filter((change) => change !== undefined));
  }
  return changes;
}

/** Commits, and answers what is to be planned again. */
async function tryCommit<Change extends TagChange>(
  pack: readonly Change[],
  attempt: number,
  { commit }: TagProjection<Change>,
  failures: Map<string, unknown>,
): Promise<Attempt[]> {
  const tagIds = pack.map(({ tagId }) => tagId);
  try {
    if ((await commit(pack)) === 'committed') {
      const unfinished = pack.filter((change) => change.unfinished).map(({ tagId }) => tagId);
      return unfinished.length > 0 ? [{ tagIds: unfinished, attempt: 0 }] : [];
    }
    if (attempt >= MAX_ATTEMPTS) throw new Error(`Lost ${attempt} times running to other projectors.`);
  } catch (fault) {
    if (tagIds.length === 1 || attempt >= MAX_ATTEMPTS) {
      for (const tagId of tagIds) failures.set(tagId, fault);
      return [];
    }
  }
  return inHalves(tagIds).map((half) => ({ tagIds: half, attempt: attempt + 1 }));
}

function inHalves<T>(all: readonly T[]): T[][] {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)].filter((half) => half.length > 0);
}

/** The changes in as few groups as fit a transaction, in their order. */
function packed<Change extends TagChange>(changes: readonly Change[]): Change[][] {
  const packs: Change[][] = [];
  let rows = new Set<string>();
  for (const change of changes) {
    const pack = packs.at(-1);
    const together = new Set([...rows, ...change.rows]);
    if (pack === undefined || together.size > MAX_ROWS_A_TRANSACTION) {
      packs.push([change]);
      rows = new Set(change.rows);
    } else {
      pack.push(change);
      rows = together;
    }
  }
  return packs;
}

/** Full jitter. `random` is from 0 to 1. */
export const pauseMs = (attempt: number, random: number) => random * Math.min(1_000, 10 * 2 ** attempt);

const jitteredPause: Pause = (attempt) => sleep(pauseMs(attempt, Math.random()));
