import type { LibraryEvent } from '../../domain/events';
import { scanEventId, tagStream } from '../../domain/ids';
import type { ScanMode, TagScanned } from '../../domain/tag/events';

const START = Date.parse('2026-10-05T08:00:00.000Z');
const BOOKS = 400;
const COPIES = 1200;
const COPY_NUMBERS = Array.from({ length: COPIES }, (_, copy) => copy);

/** What scans turn out to mean, in hundredths. */
export type Mix = {
  readonly name: string;
  readonly loans: number;
  readonly repeats: number;
  readonly seen: number;
  readonly already: number;
  readonly unknown: number;
};

/** An open library: sixty of a hundred scans lend or return, the rest are a tag that lies on the reader, a
 *  shelf check, a book that was out or in already, a tag that nobody assigned. */
export const OPEN_LIBRARY: Mix = {
  name: 'open library',
  loans: 60,
  repeats: 15,
  seen: 20,
  already: 4,
  unknown: 1,
};
/** Forty of a hundred lend or return; the rest change no count. The mix of the bill. */
export const MOSTLY_UNCHANGED: Mix = {
  name: 'mostly unchanged',
  loans: 40,
  repeats: 30,
  seen: 25,
  already: 4,
  unknown: 1,
};
/** The dearest mix there is. */
export const ALL_LOANS: Mix = { name: 'loans only', loans: 100, repeats: 0, seen: 0, already: 0, unknown: 0 };

/** Half of the copies are out when the scans begin, one or two of the three of each book: in a library as many
 *  come back as go out. */
const isOutAtFirst = (copy: number) => (copy + Math.floor(copy / BOOKS)) % 2 === 0;

const bookOf = (copy: number) => `book-${String(copy % BOOKS).padStart(3, '0')}`;
const tagOf = (copy: number) => String(386_103_000_000 + copy * 7919);

const fact = (at: number) => {
  const effectiveAt = new Date(at).toISOString();
  return {
    schemaVersion: 1,
    effectiveAt,
    occurredAt: effectiveAt,
    recordedAt: new Date(at + 350).toISOString(),
    clockSuspect: false,
  } as const;
};

/** The books and copies that are there before the first scan, and how half of the copies were lent the day
 *  before. */
export function shelves(): LibraryEvent[] {
  const by = { channel: 'import', by: 'ops' } as const;
  const day = START - 86_400_000;
  const books = Array.from({ length: BOOKS }, (_, n): LibraryEvent => {
    const bookId = bookOf(n);
    const data = { bookId, name: `The Collected Works, volume ${n}`, author: 'Jane Austen', isbn: '' };
    return {
      ...fact(day),
      streamId: `book#${bookId}`,
      eventId: 'registered',
      type: 'BookRegistered',
      source: by,
      data,
    };
  });
  const copies = Array.from({ length: COPIES }, (_, n): LibraryEvent => {
    const data = { tagId: tagOf(n), bookId: bookOf(n) };
    return {
      ...fact(day + 1),
      streamId: tagStream(data.tagId),
      eventId: 'assign#000001',
      type: 'TagAssigned',
      source: by,
      data,
    };
  });
  const lent = COPY_NUMBERS.filter(isOutAtFirst);
  const checkouts = lent.map((copy, n) => {
    const at = day + 3_600_000 + n * 1_100;
    return tagScanned(at, `01JDBW${ordinal(n)}`, n, {
      copy,
      readerId: `desk-${1 + (n % 2)}`,
      mode: 'checkout',
    });
  });
  return [...books, ...copies, ...checkouts];
}

type Choice = {
  readonly copy: number;
  readonly readerId: string;
  readonly mode: ScanMode;
  readonly lends?: true;
};

/** `count` scans of that mix about 1.1 s apart, the same each time. */
export function scansOf(mix: Mix, count: number): TagScanned[] {
  const random = seededRandom(20_261_123);
  const onLoan = new Set(COPY_NUMBERS.filter(isOutAtFirst));
  let last: (Choice & { at: number }) | undefined;
  return Array.from({ length: count }, (_, n) => {
    const at = START + n * 1_100;
    const lately = last && at - last.at < 9_000 ? last : undefined;
    const choice = choose(mix, random, onLoan, lately);
    if (choice.lends) {
      if (!onLoan.delete(choice.copy)) onLoan.add(choice.copy);
      last = { ...choice, at };
    }
    return tagScanned(at, `01JDBX${ordinal(n)}`, n, choice);
  });
}

function choose(mix: Mix, random: () => number, onLoan: ReadonlySet<number>, last?: Choice): Choice {
  const pick = (length: number) => Math.floor(random() * length);
  let roll = random() * 100;
  const falls = (share: number) => {
    roll -= share;
    return roll < 0;
  };
  if (falls(mix.repeats) && last) return { copy: last.copy, readerId: last.readerId, mode: 'toggle' };
  if (falls(mix.seen)) return { copy: pick(COPIES), readerId: 'wand', mode: 'inventory' };
  const copy = pick(COPIES);
  if (falls(mix.already)) {
    return { copy, readerId: 'self-service', mode: onLoan.has(copy) ? 'checkout' : 'return' };
  }
  if (falls(mix.unknown)) return { copy: COPIES + pick(20), readerId: 'desk-1', mode: 'toggle' };
  return { copy, readerId: `desk-${1 + pick(2)}`, mode: 'toggle', lends: true };
}

const ordinal = (n: number) => String(n).padStart(20, '0');

function tagScanned(at: number, scanId: string, seq: number, { copy, readerId, mode }: Choice): TagScanned {
  const tagId = tagOf(copy);
  return {
    ...fact(at),
    streamId: tagStream(tagId),
    eventId: scanEventId(scanId),
    type: 'TagScanned',
    source: { channel: 'mqtt', by: readerId },
    data: { scanId, tagId, readerId, mode, text: '', clockSynced: true, seq },
  };
}

/** Tommy Ettinger's 32-bit generator. */
function seededRandom(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
