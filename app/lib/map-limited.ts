/** Like Promise.all over map, with at most `limit` at a time. Answers in the order of the items. After the first
 *  fault no further item is begun; it is thrown once all that were begun have ended, so that nothing goes on
 *  behind the back of whoever clears up. */
export async function mapLimited<Item, Answer>(
  items: readonly Item[],
  limit: number,
  answer: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = new Array(items.length);
  const queue = items.entries();
  const faults: unknown[] = [];
  const work = async () => {
    for (const [i, item] of queue) {
      if (faults.length > 0) return;
      try {
        answers[i] = await answer(item);
      } catch (fault) {
        faults.push(fault);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (faults.length > 0) throw faults[0];
  return answers;
}
