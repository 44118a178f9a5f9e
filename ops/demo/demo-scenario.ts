import type { DemoTag } from './demo-books';

export const DEMO_READER_IDS = ['demo-desk', 'demo-checkout', 'demo-return-bin', 'demo-shelf'] as const;
export type DemoReader = (typeof DEMO_READER_IDS)[number];

/** The demo's readers and what each is for. */
export const DEMO_READERS: Readonly<Record<DemoReader, 'toggle' | 'checkout' | 'return' | 'inventory'>> = {
  'demo-desk': 'toggle',
  'demo-checkout': 'checkout',
  'demo-return-bin': 'return',
  'demo-shelf': 'inventory',
};

export type DemoMessage = { readonly readerId: DemoReader; readonly payload: string };

export type ScenarioOptions = {
  readonly tags: readonly DemoTag[];
  /** Tags that are out when it begins. */
  readonly onLoan: readonly string[];
  /** Between 0 and 1, as Math.random. */
  readonly random: () => number;
  readonly newScanId: () => string;
  readonly now: () => string;
};

const SHARE_ON_LOAN = 0.35;
const TAG_TEXT_LENGTH = 48;

/** A day at the desk, told a message at a time: borrows and returns that keep about a third of the copies
 *  out, shelf checks, tags held too long, unknown tags, and now and then a message that nobody understands. */
export function demoScenario(options: ScenarioOptions): { next(): DemoMessage } {
  const { tags, random } = options;
  const out = new Set(options.onLoan);
  let previous: { readonly readerId: DemoReader; readonly tag: DemoTag } | undefined;

  const pick = (wanted: 'in' | 'out'): DemoTag | undefined => {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const tag = tags[Math.floor(random() * tags.length)];
      if (tag && out.has(tag.tagId) === (wanted === 'out')) return tag;
    }
    return undefined;
  };
  const move = (wanted: 'in' | 'out', readerId: DemoReader): DemoMessage | undefined => {
    const tag = pick(wanted);
    if (tag === undefined) return undefined;
    if (wanted === 'in') out.add(tag.tagId);
    else out.delete(tag.tagId);
    previous = { readerId, tag };
    return scanMessage(readerId, tag, options);
  };

  const lendOrTakeBack = (): DemoMessage => {
    const lend = random() < SHARE_ON_LOAN * 2 * (1 - out.size / tags.length);
    const [wanted, other] = lend ? (['in', 'out'] as const) : (['out', 'in'] as const);
    const special: DemoReader = lend ? 'demo-checkout' : 'demo-return-bin';
    const message = move(wanted, random() < 0.5 ? 'demo-desk' : special);
    return message ?? move(other, 'demo-desk') ?? shelfCheck(options, pick);
  };

  const next = (): DemoMessage => {
    const dice = random();
    if (dice < 0.02) return { readerId: 'demo-desk', payload: unreadable(options) };
    if (dice < 0.05) return scanMessage('demo-desk', strangeTag(options), options);
    if (dice < 0.11 && previous) return scanMessage(previous.readerId, previous.tag, options);
    return dice < 0.19 ? shelfCheck(options, pick) : lendOrTakeBack();
  };
  return { next };
}

function scan(readerId: DemoReader, { tagId, bookId }: DemoTag, { newScanId, now }: ScenarioOptions) {
  const text = bookId.slice(0, TAG_TEXT_LENGTH).padEnd(TAG_TEXT_LENGTH);
  return { scanId: newScanId(), tagId, scannedAt: now(), mode: DEMO_READERS[readerId], text };
}

const scanMessage = (readerId: DemoReader, tag: DemoTag, options: ScenarioOptions): DemoMessage => ({
  readerId,
  payload: JSON.stringify(scan(readerId, tag, options)),
});

function shelfCheck(options: ScenarioOptions, pick: (wanted: 'in') => DemoTag | undefined): DemoMessage {
  const count = 2 + Math.floor(options.random() * 5);
  const seen = Array.from({ length: count }, () => pick('in')).filter((tag) => tag !== undefined);
  const scans = seen.map((tag) => scan('demo-shelf', tag, options));
  return { readerId: 'demo-shelf', payload: JSON.stringify({ scans }) };
}

/** A tag that no copy carries; some hold the id of the book they were meant for. */
function strangeTag({ tags, random }: ScenarioOptions): DemoTag {
  const meant = random() < 0.5 ? tags[Math.floor(random() * tags.length)] : undefined;
  return { tagId: String(900_000_000_000 + Math.floor(random() * 20)), bookId: meant?.bookId ?? '' };
}

function unreadable(options: ScenarioOptions): string {
  const kinds = [
    () => `{"scanId":"${options.newScanId()}","tagId":`,
    () => JSON.stringify({ scanId: options.newScanId(), tagId: true, scannedAt: 'just now' }),
    () => JSON.stringify({ scanId: 'two words', tagId: '4711', scannedAt: options.now(), mode: 'lend' }),
  ];
  return kinds[Math.floor(options.random() * kinds.length)]?.() ?? '';
}
