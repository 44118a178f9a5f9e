import { mapLimited } from '../queries/map-limited';
import { addLines, type LineValue, parseLineKey, withoutZeros } from '../rebuild/sum-keys';
import type { Drift } from './drift';
import { explainSum } from './explain';
import { inRounds } from './in-rounds';
import { sameLine } from './join-lines';
import type { RecentTags } from './recent-tags';
import type { SumKey } from './served-rows';
import type { VerifyNeeds } from './verify-needs';

const CONCURRENT = 16;
const TIMES_IN_A_ROW = 5;
/** The index may not show yet what has moved a sum. */
const MISSES_TO_BE_SURE = 3;
/** More at once are too many ways to add them up. */
const MOST_MOVING = 8;

/** A sum that was not what it should be when all were compared. */
export type SumCandidate = {
  readonly key: string;
  readonly sum: SumKey;
  /** Up to the cutoff. */
  readonly expected: LineValue;
};

export function sumCandidate(key: string, expected: LineValue = {}): SumCandidate | undefined {
  const sum = parseLineKey(key);
  if (sum.kind !== 'book-day' && sum.kind !== 'day' && sum.kind !== 'stock' && sum.kind !== 'running') {
    return undefined;
  }
  return { key, sum, expected };
}

type Wrong = { readonly candidate: SumCandidate; readonly stored: LineValue };

/** The sums that are wrong, explained by the rows of tags that are too. */
export async function judgeSums(
  candidates: readonly SumCandidate[],
  { recent, tagDrift }: { readonly recent: RecentTags; readonly tagDrift: readonly Drift[] },
  needs: VerifyNeeds,
): Promise<Drift[]> {
  const rows = new Map<string, InARow>();
  const wrong = await inRounds<SumCandidate, Wrong>(
    candidates,
    (open, last) => judgeRound({ open, last, rows }, recent, needs),
    needs,
  );
  return mapLimited(wrong, 4, async ({ candidate, stored }) => ({
    table: candidate.sum.kind === 'stock' ? ('stock' as const) : ('analytics' as const),
    row: nameOf(candidate.sum),
    expected: withoutZeros(withMoved(candidate, recent)),
    stored: withoutZeros(stored),
    events: await explainSum(candidate.sum, tagDrift, needs),
  }));
}

/** How often in a row a sum was what it may be, and how often not. */
type InARow = { readonly hits: number; readonly misses: number };

type Round = {
  readonly open: readonly SumCandidate[];
  readonly last: boolean;
  readonly rows: Map<string, InARow>;
};

/** A sum is read between two readings of the tags that move it. If none moved it in between, it must be the
 *  sum over them. If some did, it must be the sum with some of what they moved; by chance a wrong one may be
 *  that too, but not again and again. */
async function judgeRound({ open, last, rows }: Round, recent: RecentTags, { served }: VerifyNeeds) {
  // What has moved during the pause before is no part of what moves between the two readings.
  await recent.refresh();
  const earlier = open.map((candidate) => withMoved(candidate, recent));
  const values = await mapLimited(open, CONCURRENT, ({ sum }) => served.readSum(sum));
  const news = await recent.refresh();
  const sure: Wrong[] = [];
  const again: SumCandidate[] = [];
  for (const [i, candidate] of open.entries()) {
    const { key } = candidate;
    const stored = values[i] ?? {};
    const moving = news.get(key) ?? [];
    const inARow = counted(rows.get(key), isSumWithSome(earlier[i] ?? {}, moving, stored));
    rows.set(key, inARow);
    const verdict = verdictOf(inARow, moving.length > 0, recent.movedIn(key) !== undefined, last);
    if (verdict === 'wrong') sure.push({ candidate, stored });
    if (verdict === 'open') again.push(candidate);
  }
  return { sure, open: again };
}

const counted = ({ hits, misses }: InARow = { hits: 0, misses: 0 }, hit: boolean): InARow =>
  hit ? { hits: hits + 1, misses: 0 } : { hits: 0, misses: misses + 1 };

function verdictOf({ hits, misses }: InARow, moving: boolean, moves: boolean, last: boolean) {
  if (hits >= (moving ? TIMES_IN_A_ROW : 1)) return 'right';
  if (misses > 0 && (last || (!moves && misses >= MISSES_TO_BE_SURE))) return 'wrong';
  return 'open';
}

/** Whether the value is the base and any of what moved. */
function isSumWithSome(base: LineValue, moved: readonly LineValue[], value: LineValue): boolean {
  if (sameLine(base, value)) return true;
  if (moved.length > MOST_MOVING) return false;
  return moved.some((part, i) => isSumWithSome(addLines(base, part), moved.slice(i + 1), value));
}

const withMoved = ({ key, expected }: SumCandidate, recent: RecentTags) =>
  addLines(expected, recent.movedIn(key) ?? {});

function nameOf(key: SumKey): string {
  switch (key.kind) {
    case 'stock':
      return `book ${key.bookId} counts`;
    case 'running':
      return `book ${key.bookId} running totals`;
    case 'book-day':
      return `${key.date} book ${key.bookId}`;
    case 'day':
      return `${key.date} all books`;
  }
}
