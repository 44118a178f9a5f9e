import type { Drift } from '../history/drift';
import { addLines, type LineValue, parseLineKey, withoutZeros } from '../history/sum-keys';
import { mapLimited } from '../lib/map-limited';
import { explainSum } from './explain';
import { inRounds } from './in-rounds';
import { sameLine } from './join-lines';
import type { RecentTags } from './recent-tags';
import type { SumKey } from './served-rows';
import type { VerifyPorts } from './verify-ports';

const CONCURRENT = 16;
const TIMES_IN_A_ROW = 5;
/** So many in a row at the end, and an earlier miss was the index's. */
const HITS_TO_FORGET = 3;
/** The index may not show yet what has moved a sum. */
const MISSES_TO_BE_SURE = 3;
/** With more at once nearly every sum can be added up: that tells nothing. */
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

/** The sums that are wrong, the first of them explained by the rows of tags that are too. */
export async function judgeSums(
  candidates: readonly SumCandidate[],
  { recent, tagDrift, explained }: Told,
  ports: VerifyPorts,
): Promise<Drift[]> {
  const rows = new Map<string, Rounds>();
  const wrong = await inRounds<SumCandidate, Wrong>(
    candidates,
    (open, last) => judgeRound({ open, last, rows }, recent, ports),
    ports,
  );
  return mapLimited([...wrong.entries()], 4, async ([place, { candidate, stored }]) => ({
    table: candidate.sum.kind === 'stock' ? ('stock' as const) : ('analytics' as const),
    row: nameOf(candidate.sum),
    expected: withoutZeros(withMoved(candidate, recent)),
    stored: withoutZeros(stored),
    // It takes reading every tag of a book.
    events: place < explained ? await explainSum(candidate.sum, tagDrift, ports) : [],
  }));
}

/** What tags have moved in the sums, as far as it was read. */
type Moves = Pick<RecentTags, 'movedIn' | 'refresh'>;

type Told = {
  readonly recent: Moves;
  readonly tagDrift: readonly Drift[];
  /** So many are explained. */
  readonly explained: number;
};

/** What the rounds that told anything say of a sum: how often in a row it was what it may be, or was not, and
 *  whether it ever was not. */
type Rounds = { readonly hits: number; readonly misses: number; readonly missed: boolean };
const NOTHING: Rounds = { hits: 0, misses: 0, missed: false };

type Round = {
  readonly open: readonly SumCandidate[];
  readonly last: boolean;
  readonly rows: Map<string, Rounds>;
};

/** A sum is read between two readings of the tags that move it. If none moved it in between, it must be the
 *  sum over them. If some did, it must be the sum with some of what they moved; by chance a wrong one may be
 *  that too, but not again and again. A round in which many did says nothing, however slow the machine: only when
 *  all rounds were such is a sum taken for right that is no less and no more than they can explain. */
async function judgeRound({ open, last, rows }: Round, recent: Moves, { served }: VerifyPorts) {
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
    const reading = { base: earlier[i] ?? {}, moving, stored };
    const told = toldBy(reading, rows.get(key) ?? NOTHING);
    rows.set(key, told);
    const verdict = last ? lastVerdict(told, reading) : verdictOf(told, moving, recent.movedIn(key));
    if (verdict === 'wrong') sure.push({ candidate, stored });
    if (verdict === 'open') again.push(candidate);
  }
  return { sure, open: again };
}

type ObservedSum = {
  readonly base: LineValue;
  readonly moving: readonly LineValue[];
  readonly stored: LineValue;
};

function toldBy({ base, moving, stored }: ObservedSum, { hits, misses, missed }: Rounds): Rounds {
  if (moving.length > MOST_MOVING) return { hits, misses, missed };
  return isSumWithSome(base, moving, stored)
    ? { hits: hits + 1, misses: 0, missed }
    : { hits: 0, misses: misses + 1, missed: true };
}

function verdictOf(
  { hits, misses }: Rounds,
  { length }: ObservedSum['moving'],
  moved: LineValue | undefined,
) {
  if (length <= MOST_MOVING && hits >= (length > 0 ? TIMES_IN_A_ROW : 1)) return 'right';
  return moved === undefined && misses >= MISSES_TO_BE_SURE ? 'wrong' : 'open';
}

/** When patience ends. */
function lastVerdict({ hits, missed }: Rounds, { base, moving, stored }: ObservedSum) {
  if (missed) return hits < HITS_TO_FORGET ? 'wrong' : 'right';
  return hits > 0 || isWithin(base, moving, stored) ? 'right' : 'wrong';
}

/** Whether the value is the base and any of what moved. */
function isSumWithSome(base: LineValue, moved: readonly LineValue[], value: LineValue): boolean {
  if (sameLine(base, value)) return true;
  return moved.some((part, i) => isSumWithSome(addLines(base, part), moved.slice(i + 1), value));
}

/** Whether no figure is less or more than the base and what moved allow. */
function isWithin(base: LineValue, moved: readonly LineValue[], value: LineValue): boolean {
  const names = new Set([base, value, ...moved].flatMap((line) => Object.keys(line)));
  return [...names].every((name) => {
    const of = (line: LineValue) => Number(line[name] ?? 0);
    const off = of(value) - of(base);
    const parts = moved.map(of);
    const sum = (signed: (part: number) => number) => parts.reduce((all, part) => all + signed(part), 0);
    return off >= sum((part) => Math.min(0, part)) && off <= sum((part) => Math.max(0, part));
  });
}

const withMoved = ({ key, expected }: SumCandidate, recent: Pick<Moves, 'movedIn'>) =>
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
