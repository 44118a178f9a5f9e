/** Named sums that can be added and taken away in any order. A name that sums to zero is absent, so equal
 *  sums are equal objects. */
export type Counters = Readonly<Record<string, number>>;

export function addCounters(all: Iterable<Counters>): Counters {
  const sums = new Map<string, number>();
  for (const counters of all) {
    for (const [name, amount] of Object.entries(counters)) sums.set(name, (sums.get(name) ?? 0) + amount);
  }
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0));
}

/** What must be added to `from` to get `to`. */
export const counterDifference = (to: Counters, from: Counters): Counters =>
  addCounters([to, Object.fromEntries(Object.entries(from).map(([name, amount]) => [name, -amount]))]);
