import fc from 'fast-check';
import { libraryCalendar } from '../../../app/library-calendar';
import { counterFingerprint, daysFingerprint } from '../../../app/verify/fingerprint';
import { DEFAULT_RULES } from '../../../domain/rules';
import { readHistory } from '../../../domain/tag-history';
import { contributionsOf, daysOf } from '../../../projections/analytics';
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
    const day = (borrowed: number, bookId: string) => [
      { date: '2026-03-02', own: { 'borrowed:08': borrowed }, books: new Map([[bookId, { borrowed }]]) },
    ];
    const prints = [day(1, 'a'), day(2, 'a'), day(1, 'b')].map(daysFingerprint);
    expect(new Set(prints.map((print) => JSON.stringify(print))).size).toBe(3);
  });
});
