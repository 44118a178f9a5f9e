import { scanEventId, tagStream } from '../../domain/event-ids';
import type { LibraryEvent, ScanMode, TagScanned } from '../../domain/events';

const START = Date.parse('2026-11-23T08:00:00.000Z');
const BOOKS = 400;
const COPIES = 1200;

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
/** The dearest mix there is. */
export const ALL_LOANS: Mix = { name: 'loans only', loans: 100, repeats: 0, seen: 0, already: 0, unknown: 0 };

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

/** The books and copies that are there before the first scan. */
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
  return [...books, ...copies];
}

/** `count` scans of that mix about 1.1 s apart, the same each time. */
export function scansOf(mix: Mix, count: number): TagScanned[] {
  const random = seededRandom(20_261_123);
  const pick = (length: number) => Math.floor(random() * length);
  const onLoan = new Set<number>();
  const scans: TagScanned[] = [];
  let last: { copy: number; readerId: string; at: number } | undefined;
  for (let n = 0; n < count; n += 1) {
    const at = START + n * 1_100;
    const roll = random() * 100;
    const scan = (copy: number, readerId: string, mode: ScanMode) =>
      scans.push(tagScanned(n, at, tagOf(copy), readerId, mode));
    if (roll < mix.repeats && last && at - last.at < 9_000) {
      scan(last.copy, last.readerId, 'toggle');
    } else if (roll < mix.repeats + mix.seen) {
      scan(pick(COPIES), 'wand', 'inventory');
    } else if (roll < mix.repeats + mix.seen + mix.already) {
      const copy = pick(COPIES);
      scan(copy, 'self-service', onLoan.has(copy) ? 'checkout' : 'return');
    } else if (roll < mix.repeats + mix.seen + mix.already + mix.unknown) {
      scan(COPIES + pick(20), 'desk-1', 'toggle');
    } else {
      const copy = pick(COPIES);
      const readerId = `desk-${1 + pick(2)}`;
      scan(copy, readerId, 'toggle');
      if (onLoan.has(copy)) onLoan.delete(copy);
      else onLoan.add(copy);
      last = { copy, readerId, at };
    }
  }
  return scans;
}

function tagScanned(n: number, at: number, tagId: string, readerId: string, mode: ScanMode): TagScanned {
  const scanId = `01JDBX${String(n).padStart(20, '0')}`;
  return {
    ...fact(at),
    streamId: tagStream(tagId),
    eventId: scanEventId(scanId),
    type: 'TagScanned',
    source: { channel: 'mqtt', by: readerId },
    data: { scanId, tagId, readerId, mode, text: '', clockSynced: true, seq: n },
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
