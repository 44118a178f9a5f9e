/** A seeded library life: the same seed gives the same scans, in the same order of sending. */
export type ScenarioScan = {
  readonly readerId: string;
  readonly message: {
    readonly scanId: string;
    readonly tagId: string;
    readonly scannedAt: string;
    readonly mode: 'toggle' | 'checkout' | 'return' | 'inventory';
    readonly text: string;
  };
};

const READERS = [
  { readerId: 'desk-1', mode: 'toggle' },
  { readerId: 'desk-2', mode: 'toggle' },
  { readerId: 'selfservice', mode: 'checkout' },
  { readerId: 'bin', mode: 'return' },
  { readerId: 'wand', mode: 'inventory' },
] as const;

export type Scenario = {
  readonly books: readonly string[];
  readonly tags: readonly { readonly tagId: string; readonly bookId: string; readonly assignedAt: string }[];
  readonly scans: readonly ScenarioScan[];
  /** In the order in which they are sent: a tenth twice, a twentieth hours after their time. */
  readonly sent: readonly ScenarioScan[];
  readonly lateCount: number;
};

/** Scans of `tagCount` tags, of which one in forty is never assigned, over the ten days before `now`. */
export function scenario(
  seed: number,
  now: number,
  { scanCount, tagCount, bookCount }: { scanCount: number; tagCount: number; bookCount: number },
): Scenario {
  const random = mulberry32(seed);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('Nothing to pick from.');
    return item;
  };
  const from = now - 10 * 86_400_000;
  const books = Array.from({ length: bookCount }, (_, i) => `book-${i}`);
  const tagIds = Array.from({ length: tagCount }, (_, i) => String(386_103_000_000 + i * 977));
  const tags = tagIds
    .filter((_, i) => i % 40 !== 39)
    .map((tagId) => ({
      tagId,
      bookId: pick(books),
      assignedAt: new Date(from - Math.floor(random() * 86_400_000)).toISOString(),
    }));
  const scans = Array.from({ length: scanCount }, (_, i): ScenarioScan => {
    const { readerId, mode } = pick(READERS);
    const scannedAt = new Date(from + Math.floor(((i + random()) / scanCount) * (now - from))).toISOString();
    const message = { scanId: `e2e-${seed}-${i}`, tagId: pick(tagIds), scannedAt, mode, text: '' };
    return { readerId, message };
  });
  const late = scans.filter(() => random() < 0.05);
  const onTime = scans.filter((scan) => !late.includes(scan));
  const sent = [...onTime];
  for (const scan of late) sent.splice(Math.floor(random() * sent.length), 0, scan);
  for (const scan of scans.filter(() => random() < 0.1)) {
    sent.splice(Math.floor(random() * sent.length), 0, scan);
  }
  return { books, tags, scans, sent, lateCount: late.length };
}

/** Tommy Ettinger's 32-bit generator. */
export function mulberry32(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
