import type { TagEvent } from '../../../domain/tag/events';
import { readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { anAssignment, aRetirement, aScan, at, aVoid } from '../builders';

const read = (...events: TagEvent[]) => {
  const { steps, reading } = readHistory(events, DEFAULT_RULES);
  const outcomes = steps.flatMap(({ outcome }) => (outcome ? [outcome] : []));
  return { outcomes, state: reading.state, reading };
};

const shelved = anAssignment(at('08:00'), 'book-77');

describe("a tag's history", () => {
  describe('given a tag that was never assigned', () => {
    it('when it is scanned in any mode, then the scan is unknown-tag and only its place is kept', () => {
      for (const mode of ['toggle', 'checkout', 'return', 'inventory'] as const) {
        const { outcomes, state } = read(aScan(at('09:00'), { mode, readerId: 'gate' }));
        expect(outcomes).toEqual(['unknown-tag']);
        expect(state).toMatchObject({ status: 'unassigned', loanCount: 0 });
        expect(state.lastSeen).toMatchObject({ readerId: 'gate', at: at('09:00') });
      }
    });

    it('when it is scanned twice within the window, then both are unknown-tag: that applies first', () => {
      expect(read(aScan(at('09:00')), aScan(at('09:00:05'))).outcomes).toEqual([
        'unknown-tag',
        'unknown-tag',
      ]);
    });
  });

  describe('given a copy on the shelf', () => {
    it.each([
      ['toggle', 'borrowed', 'on-loan'],
      ['checkout', 'borrowed', 'on-loan'],
      ['return', 'already-available', 'available'],
      ['inventory', 'seen', 'available'],
    ] as const)('when it is scanned in mode %s, then it is %s', (mode, outcome, status) => {
      const { outcomes, state } = read(shelved, aScan(at('09:00'), { mode }));
      expect(outcomes).toEqual([outcome]);
      expect(state.status).toBe(status);
    });
  });

  describe('given a copy on loan', () => {
    const borrowed = aScan(at('09:00'), { mode: 'checkout' });

    it.each([
      ['toggle', 'returned', 'available'],
      ['checkout', 'already-on-loan', 'on-loan'],
      ['return', 'returned', 'available'],
      ['inventory', 'seen', 'on-loan'],
    ] as const)('when it is scanned in mode %s, then it is %s', (mode, outcome, status) => {
      const { outcomes, state } = read(shelved, borrowed, aScan(at('10:00'), { mode }));
      expect(outcomes).toEqual(['borrowed', outcome]);
      expect(state.status).toBe(status);
    });

    it('when it is returned elsewhere, then the loan tells both readers and both times', () => {
      const { state } = read(shelved, borrowed, aScan(at('10:00'), { readerId: 'bin', mode: 'return' }));
      expect(state.latestLoan).toEqual({
        loanNo: 1,
        bookId: 'book-77',
        borrowedAt: at('09:00'),
        borrowedReaderId: 'desk-1',
        returnedAt: at('10:00'),
        returnedReaderId: 'bin',
        closedBy: 'returned',
      });
    });

    it('when it is retired, then the loan ends without a returning reader and it counts no more', () => {
      const { state } = read(shelved, borrowed, aRetirement(at('11:00')));
      expect(state).toMatchObject({ status: 'retired', bookId: 'book-77', loanCount: 1 });
      expect(state.latestLoan).toMatchObject({ returnedAt: at('11:00'), closedBy: 'retired' });
      expect(state.latestLoan).not.toHaveProperty('returnedReaderId');
    });

    it('when its tag is assigned to another book, then the loan ends as reassigned', () => {
      const { state } = read(shelved, borrowed, anAssignment(at('11:00'), 'book-78', 2));
      expect(state).toMatchObject({ status: 'available', bookId: 'book-78' });
      expect(state.latestLoan).toMatchObject({ bookId: 'book-77', closedBy: 'reassigned' });
    });

    it('when it is lost and found again, then its next loan has the next number', () => {
      const { state } = read(
        shelved,
        borrowed,
        aRetirement(at('11:00')),
        anAssignment(at('12:00'), 'book-77', 2),
        aScan(at('13:00')),
      );
      expect(state).toMatchObject({ status: 'on-loan', loanCount: 2 });
      expect(state.latestLoan).toMatchObject({ loanNo: 2, borrowedAt: at('13:00') });
    });
  });

  describe('the repeat window', () => {
    it('when the same reader reads again in 9.999 s, then it is a repeat; in 10 s it is not', () => {
      expect(read(shelved, aScan(at('09:00:00.000')), aScan(at('09:00:09.999'))).outcomes).toEqual([
        'borrowed',
        'repeat',
      ]);
      expect(read(shelved, aScan(at('09:00:00.000')), aScan(at('09:00:10.000'))).outcomes).toEqual([
        'borrowed',
        'returned',
      ]);
    });

    it('when repeats follow one another, then each counts from the one before, whatever its outcome', () => {
      const scans = ['09:00:00', '09:00:08', '09:00:16', '09:00:26'].map((time) => aScan(at(time)));
      expect(read(shelved, ...scans).outcomes).toEqual(['borrowed', 'repeat', 'repeat', 'returned']);
    });

    it('when another reader sees it in between, then each reader has a window of its own', () => {
      const { outcomes } = read(
        shelved,
        aScan(at('09:00:00'), { readerId: 'desk' }),
        aScan(at('09:00:02'), { readerId: 'bin' }),
        aScan(at('09:00:04'), { readerId: 'desk' }),
      );
      expect(outcomes).toEqual(['borrowed', 'returned', 'repeat']);
    });

    it('when an unknown scan came just before the assignment, then the next is still its repeat', () => {
      const assigned = anAssignment(at('09:00:03'), 'book-77');
      expect(read(aScan(at('09:00:00')), assigned, aScan(at('09:00:05'))).outcomes).toEqual([
        'unknown-tag',
        'repeat',
      ]);
    });

    it('when the first of two is voided, then the second is no repeat of it', () => {
      const first = aScan(at('09:00:00'), { scanId: 'mistake' });
      const { outcomes } = read(shelved, first, aScan(at('09:00:05')), aVoid(at('12:00'), 'mistake'));
      expect(outcomes).toEqual(['voided', 'borrowed']);
    });

    it('when history is imported, then nothing in it is a repeat', () => {
      const borrow = aScan(at('09:00:00'), { readerId: 'import', mode: 'checkout' });
      const comeBack = aScan(at('09:00:01'), { readerId: 'import', mode: 'return' });
      expect(read(shelved, borrow, comeBack).outcomes).toEqual(['borrowed', 'returned']);
    });
  });

  describe('a void', () => {
    it('when it names a borrow, then the next toggle borrows instead of returning', () => {
      const first = aScan(at('09:00'), { scanId: 'mistake' });
      const { outcomes, state } = read(shelved, first, aScan(at('10:00')), aVoid(at('12:00'), 'mistake'));
      expect(outcomes).toEqual(['voided', 'borrowed']);
      expect(state).toMatchObject({ loanCount: 1, latestLoan: { loanNo: 1, borrowedAt: at('10:00') } });
    });

    it('when it was recorded before the scan that it names, then it takes effect all the same', () => {
      const early = aVoid(at('07:00'), 'later');
      expect(read(early, shelved, aScan(at('09:00'), { scanId: 'later' })).outcomes).toEqual(['voided']);
      expect(read(early).reading.pendingVoids).toEqual(['later']);
    });

    it('when it names the last scan, then the one before it is the last seen', () => {
      const { state } = read(
        shelved,
        aScan(at('09:00'), { readerId: 'desk' }),
        aScan(at('10:00'), { readerId: 'bin', scanId: 'mistake' }),
        aVoid(at('12:00'), 'mistake'),
      );
      expect(state.lastSeen).toMatchObject({ readerId: 'desk', at: at('09:00') });
    });
  });

  it('when two events have the same time, then their ids order them', () => {
    const b = aScan(at('09:00'), { scanId: 'b', mode: 'return', readerId: 'bin' });
    const a = aScan(at('09:00'), { scanId: 'a', mode: 'checkout' });
    expect(read(shelved, b, a).outcomes).toEqual(['borrowed', 'returned']);
  });

  it('when an assignment and a scan have the same time, then the assignment comes first', () => {
    expect(read(aScan(at('08:00')), shelved).outcomes).toEqual(['borrowed']);
  });
});
