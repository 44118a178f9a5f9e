/** Works on the items, so many at a time. Answers when nothing of it runs any more.
 *  Errors: the first fault of a group; later groups are then not begun. */
export async function inGroups<Item>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for (let i = 0; i < items.length; i += size) {
    const ends = await Promise.allSettled(items.slice(i, i + size).map(work));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
}
