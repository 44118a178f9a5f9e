import { borrowInstant, libraryDay, returnInstant } from '../../../app/import/import-times';
import { VANCOUVER_2025C, VANCOUVER_2026C } from '../lib/vancouver';
import { givenTime } from './given-time';

const by = (rules: typeof VANCOUVER_2025C) => ({ timeZone: 'America/Vancouver', rules });

describe('a time without an offset, on whichever Node it is imported', () => {
  it.each([
    ['2025c', VANCOUVER_2025C, '2026-11-27T07:30:00.000Z'],
    ['2026c', VANCOUVER_2026C, '2026-11-27T06:30:00.000Z'],
  ])('is the instant that the rules of %s give it', (_, rules, instant) => {
    expect(givenTime('2026-11-26 23:30', by(rules))).toEqual({ precision: 'instant', at: instant });
  });

  it.each([
    ['2025c', VANCOUVER_2025C, '2026-11-26T20:00:00.000Z', '2026-11-28T08:00:00.000Z', '2026-11-26'],
    ['2026c', VANCOUVER_2026C, '2026-11-26T19:00:00.000Z', '2026-11-28T07:00:00.000Z', '2026-11-27'],
  ])('known by its day is placed by the rules of %s', (_, rules, borrowed, returned, day) => {
    const borrowedAt = borrowInstant({ precision: 'day', date: '2026-11-26' }, by(rules));
    expect(borrowedAt).toBe(borrowed);
    expect(returnInstant({ precision: 'day', date: '2026-11-28' }, borrowedAt, by(rules))).toBe(returned);
    expect(libraryDay('2026-11-27T07:30:00.000Z', by(rules))).toBe(day);
  });

  it('that was shown twice by one release only is told so by that one', () => {
    const text = '2026-11-01 01:30:00';
    expect(givenTime(text, by(VANCOUVER_2025C))).toMatchObject({ orAt: '2026-11-01T09:30:00.000Z' });
    expect(givenTime(text, by(VANCOUVER_2026C))).not.toHaveProperty('orAt');
  });
});
