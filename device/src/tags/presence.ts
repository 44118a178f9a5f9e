/** What one look at the antenna saw. `nothing`: silence on every try. `something`: an answer that was not
 *  understood, so somebody is there; which tags, is not known. */
export type Sight =
  | { readonly kind: 'tags'; readonly tagIds: readonly string[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'something' };

type Present = { readonly tagId: string; readonly misses: number; readonly missedSinceMs: number };

/** Which tags lie on the antenna, in the order they came. */
export type Presence = readonly Present[];

export type PresenceStep = {
  readonly presence: Presence;
  readonly arrived: readonly string[];
  readonly left: readonly string[];
};

/** A tag that is away for less has not left (CONTRACT §7). */
export const AWAY_MS = 600;
/** And not before so many looks in a row missed it: one that was missed before a long pause proves nothing. */
const MISSES = 3;

export const NOBODY: Presence = [];

/** A presence of tags that lie there and do not have to arrive, such as one that was just written. */
export const presenceOf = (tagIds: readonly string[]): Presence => tagIds.map(present);

const present = (tagId: string): Present => ({ tagId, misses: 0, missedSinceMs: 0 });

/** The next presence, by a look at `atMs` on a clock that never goes back. A tag arrives when it is first seen,
 *  and leaves when three looks in a row missed it, the last at least 600 ms after the first; looks that understood
 *  nothing begin the count again, since they are no proof that it is away. */
export function afterSight(before: Presence, sight: Sight, atMs: number): PresenceStep {
  if (sight.kind === 'something') {
    return { presence: before.map(({ tagId }) => present(tagId)), arrived: [], left: [] };
  }
  const seen = new Set(sight.kind === 'tags' ? sight.tagIds : []);
  const known = new Set(before.map(({ tagId }) => tagId));
  const arrived = [...seen].filter((tagId) => !known.has(tagId));
  const looked = before.map((tag) => (seen.has(tag.tagId) ? present(tag.tagId) : missedAgain(tag, atMs)));
  const left = looked.filter((tag) => hasLeft(tag, atMs)).map(({ tagId }) => tagId);
  const stays = looked.filter((tag) => !hasLeft(tag, atMs));
  return { presence: [...stays, ...arrived.map(present)], arrived, left };
}

const missedAgain = ({ tagId, misses, missedSinceMs }: Present, atMs: number): Present => ({
  tagId,
  misses: misses + 1,
  missedSinceMs: misses === 0 ? atMs : missedSinceMs,
});

const hasLeft = ({ misses, missedSinceMs }: Present, atMs: number) =>
  misses >= MISSES && atMs - missedSinceMs >= AWAY_MS;
