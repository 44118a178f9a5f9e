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

/** The sums that are wrong. One that moves is read before and after its tags are: if it stood still
 *  meanwhile, both were read as of one moment. */
export async function judgeSums(
  candidates: readonly SumCandidate[],
  recent: RecentTags,
  needs: VerifyNeeds,
): Promise<Drift[]> {
  const { served } = needs;
  const readAll = (open: readonly SumCandidate[]) =>
    mapLimited(open, CONCURRENT, ({ sum }) => served.readSum(sum));
  const wrong = await inRounds<SumCandidate, { candidate: SumCandidate; stored: LineValue }>(
    candidates,
    async (open, last) => {
      const before = await readAll(open);
      await recent.refresh();
      const after = await readAll(open);
      const sure: { candidate: SumCandidate; stored: LineValue }[] = [];
      const again: SumCandidate[] = [];
      for (const [i, candidate] of open.entries()) {
        const stored = after[i] ?? {};
        const moved = recent.movedIn(candidate.key);
        const stoodStill = sameLine(before[i], stored);
        if (stoodStill && sameLine(withMoved(candidate, recent), stored)) continue;
        if (last || (stoodStill && moved === undefined)) sure.push({ candidate, stored });
        else again.push(candidate);
      }
      return { sure, open: again };
    },
    needs,
  );
  return mapLimited(wrong, 4, async ({ candidate, stored }) => ({
    table: candidate.sum.kind === 'stock' ? ('stock' as const) : ('analytics' as const),
    row: nameOf(candidate.sum),
    expected: withoutZeros(withMoved(candidate, recent)),
    stored: withoutZeros(stored),
    events: await explainSum(candidate.sum, needs),
  }));
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
