/** How many events of each day of recording there are, and a sum of their digests: two sets whose sums agree
 *  hold the same events, in whatever order they were met. */
export type DaySums = {
  add(recordedAt: string, digest: string): void;
  readonly days: () => string[];
  readonly count: (day: string) => number;
  /** Text that is equal for equal sets. */
  readonly of: (day: string) => string;
};

const MODULUS = 1n << 256n;

export function daySums(): DaySums {
  const sums = new Map<string, { count: number; sum: bigint }>();
  return {
    add(recordedAt, digest) {
      const day = recordedAt.slice(0, 10);
      const known = sums.get(day) ?? { count: 0, sum: 0n };
      sums.set(day, { count: known.count + 1, sum: (known.sum + BigInt(`0x${digest}`)) % MODULUS });
    },
    days: () => [...sums.keys()].sort(),
    count: (day) => sums.get(day)?.count ?? 0,
    of: (day) => {
      const known = sums.get(day);
      return known === undefined ? 'none' : `${known.count}:${known.sum.toString(16)}`;
    },
  };
}
