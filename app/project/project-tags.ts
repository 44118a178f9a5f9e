import { waitInTime } from '../lib/working-time';

/** One step of bringing a tag's rows to what its events say, written whole in one transaction. */
export type TagChange = {
  readonly tagId: string;
  /** The rows that it writes; changes share the rows of their sums. */
  readonly rows: readonly string[];
  /** The tag needs another step after this one. */
  readonly unfinished: boolean;
};

/** What became of a transaction. `conflict`: another is at the same rows, or the table is too busy; the very
 *  same may pass in a moment. `lost`: another projector moved these tags first, so that the plans made for
 *  them stand on nothing; the other changes are as good as before, unless they are said to be committed. */
export type CommitResult =
  | 'committed'
  | 'conflict'
  | { readonly lost: ReadonlySet<string>; readonly othersCommitted?: true };

export type TagProjection<Change extends TagChange> = {
  /** The change that each tag still needs; none for a tag whose rows say what its events say. */
  readonly plan: (tagId: string) => Promise<Change | undefined>;
  readonly commit: (changes: readonly Change[]) => Promise<CommitResult>;
};

/** Waits before something that did not pass is tried for the n-th time more. */
export type Pause = (attempt: number) => Promise<unknown>;

/** TransactWriteItems takes 100 distinct items. */
export const MAX_ROWS_A_TRANSACTION = 100;
export const MAX_ATTEMPTS = 12;
const CONCURRENT_PLANS = 32;

/** Brings every tag to what its events say, many tags a transaction. What conflicts is tried again as it is,
 *  after a pause that grows; what is lost is planned again from what is stored then.
 *  Answers the tags that could not be brought there, each with its fault; the others are done. */
export async function projectTags<Change extends TagChange>(
  tagIds: readonly string[],
  projection: TagProjection<Change>,
  pause: Pause = jitteredPause,
): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  const waiting: Attempt[] = [{ tagIds, attempt: 0 }];
  for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
    const { tagIds: planned, attempt } = group;
    if (planned.length > 0 && attempt > 0) await pause(attempt);
    const changes = await planEach(planned, projection, failures);
    for (const pack of packed(changes)) {
      const { unfinished, lost } = await commitPack(pack, { projection, pause, failures });
      waiting.push({ tagIds: unfinished, attempt: 0 });
      if (attempt < MAX_ATTEMPTS) waiting.push({ tagIds: lost, attempt: attempt + 1 });
      else giveUp(lost, failures);
    }
  }
  return failures;
}

function giveUp(tagIds: readonly string[], failures: Map<string, unknown>) {
  for (const tagId of tagIds) {
    failures.set(tagId, new Error('Lost to other projectors each time that it was planned.'));
  }
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

/** Tags to be planned again: for their next step, or because their plan has lost. */
type Committed = { readonly unfinished: string[]; readonly lost: string[] };

type Run<Change extends TagChange> = {
  readonly projection: TagProjection<Change>;
  readonly pause: Pause;
  readonly failures: Map<string, unknown>;
};

async function commitPack<Change extends TagChange>(
  pack: readonly Change[],
  run: Run<Change>,
): Promise<Committed> {
  const lost: string[] = [];
  let left = pack;
  for (let attempt = 1; left.length > 0; ) {
    const result = await attemptCommit(left, run.projection, attempt);
    if (result === 'committed') break;
    if (result === 'conflict') {
      await run.pause(attempt);
      attempt += 1;
    } else if ('lost' in result) {
      const stands = left.filter(({ tagId }) => !result.lost.has(tagId));
      // Were none of them ours, the same would be tried for ever.
      const kept = stands.length < left.length ? stands : [];
      lost.push(...left.filter((change) => !kept.includes(change)).map(({ tagId }) => tagId));
      left = kept;
      if (result.othersCommitted) break;
    } else {
      const parts = await commitParts(left, result.fault, run);
      return { unfinished: parts.unfinished, lost: [...lost, ...parts.lost] };
    }
  }
  return { unfinished: left.filter(({ unfinished }) => unfinished).map(({ tagId }) => tagId), lost };
}

async function attemptCommit<Change extends TagChange>(
  pack: readonly Change[],
  { commit }: TagProjection<Change>,
  attempt: number,
): Promise<CommitResult | { readonly fault: unknown }> {
  try {
    const result = await commit(pack);
    if (result !== 'conflict' || attempt < MAX_ATTEMPTS) return result;
    return { fault: new Error(`Conflicted ${attempt} times running with other transactions.`) };
  } catch (fault) {
    return { fault };
  }
}

/** What fails together is tried in halves, so that only those fail that cannot be done. */
async function commitParts<Change extends TagChange>(
  pack: readonly Change[],
  fault: unknown,
  run: Run<Change>,
): Promise<Committed> {
  const [only] = pack;
  if (only !== undefined && pack.length === 1) {
    run.failures.set(only.tagId, fault);
    return { unfinished: [], lost: [] };
  }
  const middle = Math.ceil(pack.length / 2);
  const first = await commitPack(pack.slice(0, middle), run);
  const second = await commitPack(pack.slice(middle), run);
  return {
    unfinished: [...first.unfinished, ...second.unfinished],
    lost: [...first.lost, ...second.lost],
  };
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

/** Full jitter. A transaction takes some ten milliseconds, and eight projectors may meet at one row: the
 *  simulator's hot spots show what this spread makes of it. `random` is from 0 to 1. */
export const pauseMs = (attempt: number, random: number) => random * Math.min(2_000, 150 * 2 ** attempt);

export const jitteredPause: Pause = (attempt) => waitInTime(pauseMs(attempt, Math.random()));
