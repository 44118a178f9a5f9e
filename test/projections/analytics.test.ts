import { libraryCalendar } from '../../app/lib/library-calendar';
import type { TagEvent } from '../../domain/tag/events';
import { DEFAULT_RULES } from '../../domain/tag/rules';
import { readLibrary } from '../../projections/reference-fold';
import { anAssignment, aRetirement, aScan, at, aVoid } from '../domain/builders';

const read = (events: TagEvent[], zone = 'UTC') => readLibrary(events, DEFAULT_RULES, libraryCalendar(zone));
const row = (date: string, bookId: string, figures: object) => ({
  date,
  bookId,
  borrowed: 0,
  returned: 0,
  copiesAdded: 0,
  copiesRemoved: 0,
  closingTotal: 0,
  closingOnLoan: 0,
  closingAvailable: 0,
  ...figures,
});

describe('analytics', () => {
  it('given a loan over three days, then only the days on which something moved have rows', () => {
    const { analytics } = read([
      anAssignment(at('08:00', '2026-03-02'), 'b'),
      aScan(at('09:00', '2026-03-02')),
      aScan(at('09:00', '2026-03-05')),
    ]);
    expect(analytics).toEqual([
      row('2026-03-02', 'b', { borrowed: 1, copiesAdded: 1, closingTotal: 1, closingOnLoan: 1 }),
      row('2026-03-05', 'b', { returned: 1, closingTotal: 1, closingAvailable: 1 }),
    ]);
  });

  it('given a copy retired while out, then it is no return, and both closing figures fall', () => {
    const { analytics } = read([
      anAssignment(at('08:00', '2026-03-02'), 'b'),
      aScan(at('09:00', '2026-03-02')),
      aRetirement(at('09:00', '2026-03-03')),
    ]);
    expect(analytics.at(-1)).toEqual(row('2026-03-03', 'b', { copiesRemoved: 1 }));
  });

  it('given a copy assigned to its own book again while out, then no copy moves but the loan has ended', () => {
    const { analytics } = read([
      anAssignment(at('08:00', '2026-03-02'), 'b'),
      aScan(at('09:00', '2026-03-02')),
      anAssignment(at('09:00', '2026-03-03'), 'b', 2),
    ]);
    expect(analytics.at(-1)).toEqual(row('2026-03-03', 'b', { closingTotal: 1, closingAvailable: 1 }));
  });

  it('given a copy assigned to another book, then one book loses and the other gains a copy', () => {
    const { analytics } = read([
      anAssignment(at('08:00', '2026-03-02'), 'a'),
      anAssignment(at('09:00', '2026-03-02'), 'b', 2),
    ]);
    expect(analytics).toEqual([
      row('2026-03-02', 'a', { copiesAdded: 1, copiesRemoved: 1 }),
      row('2026-03-02', 'b', { copiesAdded: 1, closingTotal: 1, closingAvailable: 1 }),
    ]);
  });

  it('given scans of every outcome, then the day counts each, and borrows and returns by local hour', () => {
    const { days } = read(
      [
        aScan(at('05:00', '2026-07-01')),
        anAssignment(at('06:00', '2026-07-01'), 'b'),
        aScan(at('21:30', '2026-07-01'), { mode: 'checkout' }),
        aScan(at('21:30:05', '2026-07-01'), { mode: 'checkout' }),
        aScan(at('21:40', '2026-07-01'), { mode: 'checkout', readerId: 'other' }),
        aScan(at('22:30', '2026-07-01'), { mode: 'return' }),
        aScan(at('22:40', '2026-07-01'), { mode: 'inventory', scanId: 'mistake' }),
        aVoid(at('23:00', '2026-07-01'), 'mistake'),
      ],
      'Europe/Berlin',
    );
    expect(days.map(({ date, borrowed, returned }) => ({ date, borrowed, returned }))).toEqual([
      { date: '2026-07-01', borrowed: 1, returned: 0 },
      { date: '2026-07-02', borrowed: 0, returned: 1 },
    ]);
    expect(days[0]?.scansByOutcome).toMatchObject({
      'unknown-tag': 1,
      borrowed: 1,
      repeat: 1,
      'already-on-loan': 1,
      voided: 0,
    });
    expect(days[1]?.scansByOutcome).toMatchObject({ returned: 1, voided: 1, seen: 0 });
    expect(days[0]?.hours[23]).toEqual({ hour: 23, borrowed: 1, returned: 0 });
    expect(days[1]?.hours[0]).toEqual({ hour: 0, borrowed: 0, returned: 1 });
  });
});
