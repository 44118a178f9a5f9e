import { borrowInstant, liesInFuture, liesTooFarBack, returnInstant } from '../../../app/import/import-times';
import { givenTime } from './given-time';

const read = (text: string, zone = 'Europe/Berlin') => givenTime(text, zone);
const instant = (text: string, zone = 'Europe/Berlin') => {
  const given = read(text, zone);
  return given && borrowInstant(given, zone);
};

describe('times in a CSV file', () => {
  it('takes RFC 3339 as it stands, cut to milliseconds', () => {
    expect(instant('2024-03-01T10:00:00.1239+02:00')).toBe('2024-03-01T08:00:00.123Z');
  });

  it('takes a zoneless time in the library zone, with or without seconds', () => {
    expect(instant('2024-01-05 08:30')).toBe('2024-01-05T07:30:00.000Z');
    expect(instant('2024-07-05T08:30:15')).toBe('2024-07-05T06:30:15.000Z');
  });

  it('takes a day as noon of that day for a borrow', () => {
    expect(instant('2024-01-05')).toBe('2024-01-05T11:00:00.000Z');
  });

  it('takes the earlier of two moments when the clock goes back', () => {
    expect(instant('2024-10-27 02:30')).toBe('2024-10-27T00:30:00.000Z');
  });

  it.each(['30.02.2024', '2024-02-30', '2024-02-30 10:00', '2024-13-01', '10:00', 'yesterday'])(
    'knows nothing of %s',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );
});

describe('the return of a loan', () => {
  const zone = 'Europe/Berlin';
  const back = (borrowed: string, returned: string) =>
    returnInstant(givenTime(returned, zone)!, borrowInstant(givenTime(borrowed, zone)!, zone), zone);

  it('lies at the start of a later day, where only its day is known', () => {
    expect(back('2024-01-05', '2024-01-09')).toBe('2024-01-08T23:00:00.000Z');
  });

  it('lies right after the borrow on the borrow’s own day', () => {
    expect(back('2024-01-05', '2024-01-05')).toBe('2024-01-05T11:00:00.001Z');
    expect(back('2024-01-05T23:30:00Z', '2024-01-06')).toBe('2024-01-05T23:30:00.001Z');
  });

  it('lies right after the borrow where both are of the same minute', () => {
    expect(back('2024-01-05 10:00', '2024-01-05 10:00')).toBe('2024-01-05T09:00:00.001Z');
  });

  it('lies in the second pass of an hour that the clocks showed twice, where the first is too early', () => {
    expect(back('2024-10-27 02:50', '2024-10-27 02:10')).toBe('2024-10-27T01:10:00.000Z');
    expect(back('2024-10-27 02:10', '2024-10-27 02:50')).toBe('2024-10-27T00:50:00.000Z');
  });

  it('is none before the borrow', () => {
    expect(back('2024-01-05', '2024-01-04')).toBeUndefined();
    expect(back('2024-01-05 10:00', '2024-01-05 09:59')).toBeUndefined();
  });
});

describe('the n-th borrow of a day of which no more is known', () => {
  it('lies n - 1 seconds after noon', () => {
    const given = givenTime('2024-01-05', 'UTC')!;
    expect([1, 2, 3].map((nth) => borrowInstant(given, 'UTC', nth))).toEqual([
      '2024-01-05T12:00:00.000Z',
      '2024-01-05T12:00:01.000Z',
      '2024-01-05T12:00:02.000Z',
    ]);
  });
});

describe('what lies before any register of a library', () => {
  it.each(['0206-01-05', '1799-12-31', '1799-12-31T23:59:59.999Z'])('is %s', (text) => {
    expect(liesTooFarBack(read(text)!)).toBe(true);
  });

  it.each(['1800-01-01', '1919-03-01', '1969-12-31'])('is not %s', (text) => {
    expect(liesTooFarBack(read(text)!)).toBe(false);
  });
});

describe('what lies in the future', () => {
  const now = '2024-01-05T08:00:00.000Z';

  it('is a later instant, or a day that has not begun; not the noon of today', () => {
    expect(liesInFuture(read('2024-01-05 09:01')!, now, 'Europe/Berlin')).toBe(true);
    expect(liesInFuture(read('2024-01-05')!, now, 'Europe/Berlin')).toBe(false);
    expect(liesInFuture(read('2024-01-06')!, now, 'Europe/Berlin')).toBe(true);
  });
});
