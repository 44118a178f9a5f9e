const COUNT_EVERY_MS = 10 * 60_000;
const MAX_REMEMBERED = 10_000;

/** Counts that a reader was heard, so that its silence can raise an alarm. A warm function counts a reader no more
 *  often than every ten minutes: the alarm asks for one in hours, and each count is a line of the log. */
export function readerHeard(count: (readerId: string) => void): (readerId: string, at: string) => void {
  const counted = new Map<string, number>();
  return (readerId, at) => {
    const time = Date.parse(at);
    if (time - (counted.get(readerId) ?? Number.NEGATIVE_INFINITY) < COUNT_EVERY_MS) return;
    if (counted.size >= MAX_REMEMBERED) counted.clear();
    counted.set(readerId, time);
    count(readerId);
  };
}
