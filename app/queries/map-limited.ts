/** Like Promise.all over map, with at most `limit` at a time. Answers in the order of the items. The first
 *  fault is thrown, and no further item is begun. */
export async function mapLimited<Item, Answer>(
  items: readonly Item[],
  limit: number,
  answer: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = new Array(items.length);
  const queue = items.entries();
  let failed = false;
  const work = async () => {
    for (const [i, item] of queue) {
      if (failed) return;
      answers[i] = await answer(item).catch((fault: unknown) => {
        failed = true;
        throw fault;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return answers;
}
