import { firstBytesOf, isSameTag, spellingsOf } from '../../domain/tag/spellings';
import { countsAsCopy } from '../../domain/tag/state';
import { mapLimited } from '../lib/map-limited';
import type { InventoryReader } from './ports';

/** So many numbers that tags share are looked up at once, and so many tags of how one begins. */
const MAX_SHARED_NUMBERS = 10;
const MAX_TAGS_A_NUMBER = 20;

/** The assigned tags whose ids are these tags' written otherwise, by tag. Costs a key of a BatchGetItem a spelling,
 *  at most 27 a tag and mostly 13; a number that tags of seven bytes share costs six queries, for ten of them. */
export async function sameTags(
  inventory: InventoryReader,
  tagIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const candidates = new Map(tagIds.map((tagId) => [tagId, spellingsOf(tagId)]));
  const shared = tagIds.filter((tagId) => firstBytesOf(tagId).length > 0).slice(0, MAX_SHARED_NUMBERS);
  const sharing = await mapLimited(
    shared.flatMap((tagId) => firstBytesOf(tagId).map((start) => ({ tagId, start }))),
    16,
    async ({ tagId, start }) => ({ tagId, found: await tagsFrom(inventory, start, tagId) }),
  );
  for (const { tagId, found } of sharing) candidates.get(tagId)?.push(...found);
  const tags = await inventory.tags([...candidates.values()].flat());
  const isAssigned = (tagId: string) => {
    const tag = tags.get(tagId);
    return tag !== undefined && countsAsCopy(tag.row);
  };
  return new Map([...candidates].map(([tagId, others]) => [tagId, others.filter(isAssigned).sort()]));
}

/** The first tags by id whose ids begin so and that may be the given one. */
async function tagsFrom(inventory: InventoryReader, start: string, tagId: string): Promise<string[]> {
  const listing = inventory.list({ by: 'tag' }, { after: start, pageSize: MAX_TAGS_A_NUMBER });
  for await (const entries of listing) {
    return entries
      .map((entry) => entry.tagId)
      .filter((other) => other.startsWith(start) && isSameTag(tagId, other));
  }
  return [];
}
