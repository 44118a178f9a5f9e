import fc from 'fast-check';
import type { TagEvent } from '../../domain/tag/events';
import { anAssignment, anIgnoring, aRestoral, aRetirement, aScan, aVoid } from './builders';

const START = Date.parse('2026-03-02T08:00:00.000Z');

/** Times close enough to meet the repeat window and equal instants, over some days. */
const instant = fc
  .oneof(
    fc.integer({ min: 0, max: 40 }).map((step) => step * 5_000),
    fc.integer({ min: 0, max: 12 }).map((step) => step * 6 * 3_600_000),
  )
  .map((offset) => new Date(START + offset).toISOString());

/** Any history of one tag: scans of all modes by a few readers, assignments, retirements, voids and restorals
 *  before and after what they name, more restorals than voids, of scans that never come too. */
export function tagHistory(tagId: string): fc.Arbitrary<TagEvent[]> {
  const scan = fc.record({
    kind: fc.constant('scan' as const),
    when: instant,
    mode: fc.constantFrom('toggle' as const, 'toggle', 'checkout', 'return', 'inventory'),
    readerId: fc.constantFrom('desk', 'bin', 'import'),
  });
  const assign = fc.record({
    kind: fc.constant('assign' as const),
    when: instant,
    bookId: fc.constantFrom('book-a', 'book-b', 'book-c'),
  });
  const retire = fc.record({ kind: fc.constant('retire' as const), when: instant });
  const annul = fc.record({
    kind: fc.constantFrom('void' as const, 'void', 'restore'),
    when: instant,
    of: fc.integer({ min: 0, max: 24 }),
  });
  const ignore = fc.record({ kind: fc.constant('ignore' as const), when: instant, ignored: fc.boolean() });
  const fact = fc.oneof(
    { weight: 10, arbitrary: scan },
    { weight: 3, arbitrary: assign },
    retire,
    { weight: 2, arbitrary: annul },
    ignore,
  );
  return fc.array(fact, { maxLength: 24 }).map((facts) => {
    const times = new Map<string, number>();
    const nextOf = (what: string) => {
      times.set(what, (times.get(what) ?? 0) + 1);
      return times.get(what) ?? 1;
    };
    return facts.flatMap((fact, i): TagEvent[] => {
      const over = { tagId, recordedAt: new Date(START + 10 * 86_400_000 + i).toISOString() };
      switch (fact.kind) {
        case 'scan':
          return [aScan(fact.when, { ...over, scanId: `s${i}`, mode: fact.mode, readerId: fact.readerId })];
        case 'assign':
          return [anAssignment(fact.when, fact.bookId, i + 1, over)];
        case 'retire':
          return [aRetirement(fact.when, i + 1, over)];
        case 'void':
          return [aVoid(fact.when, `s${fact.of}`, { ...over, n: nextOf(`void ${fact.of}`) })];
        case 'restore':
          return [aRestoral(fact.when, `s${fact.of}`, nextOf(`restore ${fact.of}`), over)];
        case 'ignore':
          return [anIgnoring(fact.when, fact.ignored, i + 1, over)];
        default:
          return fact satisfies never;
      }
    });
  });
}
