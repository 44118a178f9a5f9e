import type { Placed } from './page';
import type { InventoryReader, StoredTag, TagEntry } from './ports';

const ROWS_A_CHUNK = 100;

/** The rows behind the entries, as they stand now, that are accepted. */
export async function* tagRows(
  inventory: InventoryReader,
  pages: AsyncIterable<readonly TagEntry[]>,
  accepts: (tag: StoredTag) => boolean,
): AsyncGenerator<readonly Placed<StoredTag>[]> {
  for await (const entries of pages) {
    for (let start = 0; start < entries.length; start += ROWS_A_CHUNK) {
      const chunk = entries.slice(start, start + ROWS_A_CHUNK);
      const tags = await inventory.tags(chunk.map(({ tagId }) => tagId));
      yield chunk.flatMap(({ tagId, position }) => {
        const tag = tags.get(tagId);
        return tag && accepts(tag) ? [{ item: tag, position }] : [];
      });
    }
  }
}
