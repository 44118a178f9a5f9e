import type { TagEvent } from '../../../domain/tag/events';
import { continueHistory, readHistory } from '../../../domain/tag/history';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { isFound } from '../../../domain/tag/state';
import { anAssignment, anIgnoring, aRestoral, aRetirement, aScan, at, aVoid } from '../builders';

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

    it.each([
      [
        ['return', 'checkout'],
        ['already-available', 'borrowed'],
      ],
      [
        ['checkout', 'return', 'checkout'],
        ['borrowed', 'returned', 'borrowed'],
      ],
      [
        ['checkout', 'checkout'],
        ['borrowed', 'repeat'],
      ],
      [
        ['toggle', 'toggle', 'checkout', 'checkout'],
        ['borrowed', 'repeat', 'already-on-loan', 'repeat'],
      ],
    ] as const)(
      'when the same reader scans %s within 3 s, then they are %s: a repeat has the mode of the scan before',
      (modes, outcomes) => {
        const scans = modes.map((mode, i) => aScan(at(`09:00:0${i}`), { mode }));
        expect(read(shelved, ...scans).outcomes).toEqual(outcomes);
      },
    );

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

  describe('a restoral', () => {
    const mistake = aScan(at('09:00'), { scanId: 'mistake' });
    const voided = aVoid(at('12:00'), 'mistake');

    it('when it takes a void back, then the scan reads as if neither had been', () => {
      const { outcomes, state } = read(shelved, mistake, voided, aRestoral(at('13:00'), 'mistake'));
      expect(outcomes).toEqual(['borrowed']);
      expect(state).toMatchObject({ status: 'on-loan', latestLoan: { borrowedAt: at('09:00') } });
    });

    it('when the scan is voided once more, then it is void: more voids than restorals name it', () => {
      const again = aVoid(at('14:00'), 'mistake', { n: 2 });
      const { outcomes } = read(shelved, mistake, voided, aRestoral(at('13:00'), 'mistake'), again);
      expect(outcomes).toEqual(['voided']);
    });

    it('when it stands before the void or before the scan, then it counts all the same', () => {
      const early = aRestoral(at('07:00'), 'mistake');
      expect(read(early, shelved, mistake, voided).outcomes).toEqual(['borrowed']);
      expect(read(early, shelved, mistake, voided, aVoid(at('12:30'), 'mistake', { n: 2 })).outcomes).toEqual(
        ['voided'],
      );
    });

    it('when it came before the scan that a void names, then no void is pending, and it can be read on', () => {
      const before = read(aVoid(at('06:00'), 'mistake'), aRestoral(at('07:00'), 'mistake'), shelved);
      expect(before.reading.pendingVoids).toEqual([]);
      const on = continueHistory(before.reading, [mistake], DEFAULT_RULES);
      expect(on?.steps.map(({ outcome }) => outcome)).toEqual(['borrowed']);
    });

    it('when it comes to a reading, then only reading from the start tells what it changes', () => {
      const { reading } = read(shelved, mistake, voided);
      expect(continueHistory(reading, [aRestoral(at('13:00'), 'mistake')], DEFAULT_RULES)).toBeUndefined();
    });
  });

  describe('under the rules of before', () => {
    const before = { repeatWindowMs: 10_000 };

    it('a second scan in another mode is a repeat, and why a copy was retired is not told', () => {
      const { steps, reading } = readHistory(
        [
          shelved,
          aScan(at('09:00:00'), { mode: 'checkout' }),
          aScan(at('09:00:03'), { mode: 'return' }),
          aRetirement(at('10:00')),
        ],
        before,
      );
      expect(steps.flatMap(({ outcome }) => outcome ?? [])).toEqual(['borrowed', 'repeat']);
      expect(Object.keys(reading.state).sort()).toEqual(
        ['bookId', 'lastSeen', 'latestLoan', 'loanCount', 'recentScans', 'status'].sort(),
      );
    });
  });

  describe('a tag that is ignored', () => {
    it('is so until it is shown again, or assigned', () => {
      const scan = aScan(at('07:00'));
      expect(read(scan, anIgnoring(at('07:30'))).state.ignored).toBe(true);
      expect(read(scan, anIgnoring(at('07:30')), anIgnoring(at('07:40'), false, 2)).state).not.toHaveProperty(
        'ignored',
      );
      expect(read(scan, anIgnoring(at('07:30')), shelved).state).not.toHaveProperty('ignored');
    });
  });

  describe('a retired copy', () => {
    const retired = [shelved, aScan(at('09:00')), aRetirement(at('10:00'))];

    it('tells why and since when, until it is assigned again', () => {
      expect(read(...retired).state).toMatchObject({ retirement: { reason: 'lost', at: at('10:00') } });
      const { state } = read(...retired, anAssignment(at('11:00'), 'book-77', 2));
      expect(state).not.toHaveProperty('retirement');
    });

    it('is found when it is seen again, in whatever mode', () => {
      expect(isFound(read(...retired).state)).toBe(false);
      for (const mode of ['toggle', 'inventory'] as const) {
        const { outcomes, state } = read(...retired, aScan(at('11:00'), { mode }));
        expect([outcomes.at(-1), isFound(state)]).toEqual(['unknown-tag', true]);
      }
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
