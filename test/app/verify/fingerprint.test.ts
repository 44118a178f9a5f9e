import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { libraryCalendar } from '../../../app/lib/library-calendar';
import { counterFingerprint, daysFingerprint, fingerprint } from '../../../app/verify/fingerprint';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { contributionsOf, type DayContribution, daysOf } from '../../../projections/analytics';
import { TAG } from '../../domain/builders';
import { tagHistory } from '../../domain/histories';

describe('the fingerprint of what days contribute', () => {
  it('is that of the named counters', () => {
    const calendar = libraryCalendar('Europe/Berlin');
    fc.assert(
      fc.property(tagHistory(TAG), (events) => {
        const { steps } = readHistory(events, DEFAULT_RULES);
        expect(daysFingerprint(daysOf(steps, calendar))).toEqual(
          counterFingerprint(contributionsOf(steps, calendar)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('changes with each figure', () => {
    const day = (borrowed: number, bookId: string): DayContribution[] => [
      { date: '2026-03-02', own: { 'borrowed:08': borrowed }, books: [[bookId, { borrowed }]] },
    ];
    const prints = [day(1, 'a'), day(2, 'a'), day(1, 'b')].map(daysFingerprint);
    expect(new Set(prints.map((print) => JSON.stringify(print))).size).toBe(3);
  });
});

describe('the fingerprint of a row', () => {
  const field = fc.oneof(
    fc.constantFrom('', '1', 'a', '1"a', '{', '}', 'number 1;', 'object null;'),
    fc.integer({ min: -2, max: 2 }),
    fc.boolean(),
    fc.constant(null),
  );
  const { row } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, field, fc.array(tie('value'), { maxLength: 2 }), tie('row')),
    row: fc.dictionary(fc.constantFrom('a', 'b', '1"a', ''), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  }));
  const rows = row as fc.Arbitrary<Record<string, unknown>>;

  it('is the same for equal rows and for no others', () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        expect(fingerprint(a) === fingerprint(b)).toBe(isDeepStrictEqual(a, b));
      }),
      { numRuns: 5_000 },
    );
  });

  it('does not depend on the order of its fields, nor on fields that are undefined', () => {
    const read = { tagId: 't', reading: { at: 1, by: ['x'] } };
    expect(fingerprint({ reading: { by: ['x'], at: 1 }, gone: undefined, tagId: 't' })).toBe(
      fingerprint(read),
    );
  });

  it.each([
    [{ a: ['x', 'y'] }, { a: ['y', 'x'] }],
    [{ a: '1' }, { a: 1 }],
    [{ a: null }, {}],
    [{ a: {} }, { a: [] }],
    [
      { a: 'b', c: '' },
      { a: '', b: 'c' },
    ],
  ])('tells %j from %j', (a, b) => {
    expect(fingerprint(a)).not.toBe(fingerprint(b));
  });
});
