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

/** What happens next at a reader: tags are laid on it, or it sends something that nobody understands. */
export type DemoMoment =
  | { readonly readerId: DemoReader; readonly tags: readonly DemoTag[] }
  | { readonly readerId: DemoReader; readonly payload: string };

export type ScenarioOptions = {
  readonly tags: readonly DemoTag[];
  /** Tags that are out when it begins. */
  readonly onLoan: readonly string[];
  /** Between 0 and 1, as Math.random. */
  readonly random: () => number;
};

const SHARE_ON_LOAN = 0.35;

/** A day at the desk, told a moment at a time: borrows and returns that keep about a third of the copies
 *  out, shelf checks, tags laid down twice, unknown tags, and now and then a message that nobody understands. */
export function demoScenario(options: ScenarioOptions): { next(): DemoMoment } {
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
  const move = (wanted: 'in' | 'out', readerId: DemoReader): DemoMoment | undefined => {
    const tag = pick(wanted);
    if (tag === undefined) return undefined;
    if (wanted === 'in') out.add(tag.tagId);
    else out.delete(tag.tagId);
    previous = { readerId, tag };
    return { readerId, tags: [tag] };
  };

  const lendOrTakeBack = (): DemoMoment => {
    const lend = random() < SHARE_ON_LOAN * 2 * (1 - out.size / tags.length);
    const [wanted, other] = lend ? (['in', 'out'] as const) : (['out', 'in'] as const);
    const special: DemoReader = lend ? 'demo-checkout' : 'demo-return-bin';
    const moment = move(wanted, random() < 0.5 ? 'demo-desk' : special);
    return moment ?? move(other, 'demo-desk') ?? shelfCheck(options, pick);
  };

  const next = (): DemoMoment => {
    const dice = random();
    if (dice < 0.02) return { readerId: 'demo-desk', payload: unreadable(random) };
    if (dice < 0.05) return { readerId: 'demo-desk', tags: [strangeTag(options)] };
    if (dice < 0.11 && previous) return { readerId: previous.readerId, tags: [previous.tag] };
    return dice < 0.19 ? shelfCheck(options, pick) : lendOrTakeBack();
  };
  return { next };
}

function shelfCheck({ random }: ScenarioOptions, pick: (wanted: 'in') => DemoTag | undefined): DemoMoment {
  const count = 2 + Math.floor(random() * 5);
  const tags = Array.from({ length: count }, () => pick('in')).filter((tag) => tag !== undefined);
  return { readerId: 'demo-shelf', tags };
}

/** A tag that no copy carries; some hold the id of the book they were meant for. */
function strangeTag({ tags, random }: ScenarioOptions): DemoTag {
  const meant = random() < 0.5 ? tags[Math.floor(random() * tags.length)] : undefined;
  return { tagId: String(900_000_000_000 + Math.floor(random() * 20)), bookId: meant?.bookId ?? '' };
}

function unreadable(random: () => number): string {
  const scanId = `odd-${Math.floor(random() * 1e9)}`;
  const kinds = [
    `{"scanId":"${scanId}","tagId":`,
    JSON.stringify({ scanId, tagId: true, scannedAt: 'just now' }),
    JSON.stringify({ scanId: 'two words', tagId: '4711', scannedAt: scanId, mode: 'lend' }),
  ];
  return kinds[Math.floor(random() * kinds.length)] ?? '';
}
