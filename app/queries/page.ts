/** One page of a list, and where the next begins; without `next` the list is at its end. */
export type Page<Item> = { readonly items: readonly Item[]; readonly next?: string };

/** An item with its place in its list. */
export type Placed<Item> = { readonly item: Item; readonly position: string };

export type PageRequest = { readonly limit: number; readonly after?: string | undefined };

/** The first `limit` of a list that comes in chunks. Reads no further than it needs to know whether
 *  there are more. */
export async function takePage<Item>(
  chunks: AsyncIterable<readonly Placed<Item>[]>,
  limit: number,
): Promise<Page<Item>> {
  const taken: Placed<Item>[] = [];
  for await (const chunk of chunks) {
    taken.push(...chunk);
    if (taken.length > limit) break;
  }
  const kept = taken.slice(0, limit);
  const last = kept.at(-1);
  const items = kept.map(({ item }) => item);
  return taken.length > limit && last ? { items, next: last.position } : { items };
}

/** What is all there, as a list that comes in chunks. */
export async function* inOneChunk<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield items;
}
