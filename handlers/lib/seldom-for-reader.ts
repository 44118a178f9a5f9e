const EVERY_MS = 10 * 60_000;
const MAX_REMEMBERED = 10_000;

/** Does something for a reader no more often than every ten minutes, by the time given: what is counted of readers is
 *  asked for in longer spans, and each count is a line of the log. A warm function remembers; a fresh one does not. */
export function seldomForReader<More extends readonly unknown[]>(
  act: (readerId: string, ...more: More) => void,
): (readerId: string, at: string, ...more: More) => void {
  const doneAt = new Map<string, number>();
  return (readerId, at, ...more) => {
    const time = Date.parse(at);
    if (time - (doneAt.get(readerId) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
    if (doneAt.size >= MAX_REMEMBERED) doneAt.clear();
    doneAt.set(readerId, time);
    act(readerId, ...more);
  };
}
