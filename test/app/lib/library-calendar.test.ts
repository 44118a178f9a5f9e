import fc from 'fast-check';
import { libraryCalendar } from '../../../app/lib/library-calendar';

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
];

const at = (zone: string, instant: string) => {
  const { date, hour } = libraryCalendar(zone)(instant);
  return `${date} ${hour}`;
};

describe('the calendar of a library', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', '2026-03-29 1'],
    ['Europe/Berlin', '2026-03-29T01:00:00.000Z', '2026-03-29 3'],
    ['Europe/Berlin', '2026-10-25T00:59:59.999Z', '2026-10-25 2'],
    ['Europe/Berlin', '2026-10-25T01:00:00.000Z', '2026-10-25 2'],
    ['Europe/Berlin', '2026-10-25T02:00:00.000Z', '2026-10-25 3'],
    ['Europe/Berlin', '2026-11-26T23:00:00.000Z', '2026-11-27 0'],
    ['Australia/Lord_Howe', '2026-04-04T14:59:59.999Z', '2026-04-05 1'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00.000Z', '2026-04-05 1'],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29 23'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31 0'],
  ])('shows in %s at %s: %s o’clock', (zone, instant, shown) => {
    expect(at(zone, instant)).toBe(shown);
  });

  it('shows at any instant what the platform’s own calendar shows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.date({
          min: new Date('1970-01-01T00:00:00Z'),
          max: new Date('2036-12-31T00:00:00Z'),
          noInvalidDate: true,
        }),
        (zone, date) => {
          expect(at(zone, date.toISOString())).toBe(shownByThePlatform(zone, date));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses a zone that does not exist', () => {
    expect(() => libraryCalendar('Europe/Atlantis')).toThrow(RangeError);
  });
});

function shownByThePlatform(timeZone: string, date: Date): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: 'numeric',
  });
  const part = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${part['year']}-${part['month']}-${part['day']} ${Number(part['hour'])}`;
}
