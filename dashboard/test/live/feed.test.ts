import fc from 'fast-check';
import {
  comesLate,
  heldLines,
  joinLines,
  keyOf,
  MAX_LINES,
  newSince,
  type ScanLine,
} from '../../src/live/feed';

const RUNS = { seed: 18, numRuns: 300 };

/** The nth scan to be recorded; scans of one millisecond come too. */
const line = (n: number, more: Partial<ScanLine> = {}): ScanLine => ({
  tagId: `t-${n % 7}`,
  eventId: `scan#${n}`,
  type: 'TagScanned',
  effectiveAt: at(n),
  occurredAt: at(n),
  recordedAt: at(Math.floor(n / 2)),
  clockSuspect: false,
  recordedBy: { channel: 'mqtt', by: 'desk-1' },
  statusAfter: 'on-loan',
  ...more,
});
const at = (n: number) => new Date(Date.UTC(2026, 10, 28) + n).toISOString();
const idsOf = (lines: readonly ScanLine[]) => lines.map(({ eventId }) => eventId);

describe('the lines of the feed', () => {
  it('are each there once, newest first, whatever was told twice, late or out of order', () => {
    const numbers = fc.uniqueArray(fc.nat(150), { maxLength: 150 });
    const cuts = fc.array(fc.tuple(fc.nat(150), fc.nat(150)), { maxLength: 12 });
    fc.assert(
      fc.property(numbers, cuts, (all, parts) => {
        const lines = all.map((n) => line(n));
        const answers = [...parts.map(([from, to]) => lines.slice(from, to)), lines];
        const told = answers.reduce((known: readonly ScanLine[], page) => joinLines(known, page), []);
        expect(idsOf(told).sort()).toEqual(idsOf(lines).sort());
        const times = told.map(({ recordedAt }) => recordedAt);
        expect(times).toEqual([...times].sort().reverse());
      }),
      RUNS,
    );
  });

  it('are the newest two hundred', () => {
    const all = Array.from({ length: 500 }, (_, n) => line(n));
    const told = joinLines(all.slice(0, 300), all.slice(200));
    expect(told).toHaveLength(MAX_LINES);
    expect(told).toEqual(joinLines([], all));
    expect(told[0]?.recordedAt).toBe(line(499).recordedAt);
  });

  it('say what was told last of them', () => {
    const voided = line(1, { outcome: 'voided' });
    expect(joinLines([line(1, { outcome: 'borrowed' }), line(2)], [voided])).toEqual([line(2), voided]);
  });

  it('of one event id in two tags are two', () => {
    const [one, other] = [line(1, { tagId: 'a' }), line(1, { tagId: 'b' })];
    expect(keyOf(one)).not.toBe(keyOf(other));
    expect(joinLines([one], [other])).toHaveLength(2);
  });

  it('stand still while one reads: what comes waits, what changes is shown', () => {
    const shown = [line(4), line(2)];
    const lines = joinLines(shown, [line(6), line(3), line(2, { outcome: 'voided' })]);
    expect(heldLines(lines, shown)).toEqual([line(4), line(2, { outcome: 'voided' })]);
    expect(idsOf(newSince(lines, shown))).toEqual(['scan#6', 'scan#3']);
  });

  it('may mean something else when a new one tells of before', () => {
    const known = [line(10, { tagId: 'a' }), line(20, { tagId: 'b' })];
    expect(comesLate(known, [line(5, { tagId: 'a' })])).toBe(true);
    expect(comesLate(known, [line(15, { tagId: 'a' }), line(5, { tagId: 'c' })])).toBe(false);
    expect(comesLate(known, known)).toBe(false);
  });
});
