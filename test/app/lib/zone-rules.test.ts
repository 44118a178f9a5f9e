import fc from 'fast-check';
import {
  instantOfLocalTime,
  laterInstantOfLocalTime,
  libraryCalendar,
} from '../../../app/lib/library-calendar';
import {
  type Zone,
  type ZoneRules,
  zoneDifference,
  zoneOf,
  zoneRulesHere,
} from '../../../app/lib/zone-rules';
import { OTHER_VANCOUVER, VANCOUVER_2025C, VANCOUVER_2026C } from './vancouver';

const NOW = '2026-11-28T12:00:00.000Z';
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'America/Vancouver',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
  'UTC',
];
const pinned = (timeZone: string, rules: ZoneRules = zoneRulesHere(timeZone, NOW)): Zone => ({
  timeZone,
  rules,
});
const vancouver = (rules: ZoneRules) => pinned('America/Vancouver', rules);

const instant = fc
  .date({ min: new Date('1895-01-01T00:00:00Z'), max: new Date('2044-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
/** Most days have no change of clocks: the hours about one are tried of their own. */
const nearAChange = (zone: string) =>
  fc
    .tuple(
      fc.constantFrom(...zoneRulesHere(zone, NOW).offsets.split(' ').slice(1), 'z0000'),
      fc.integer({ min: -3 * 3_600_000, max: 3 * 3_600_000 }),
    )
    .map(([change, by]) => new Date(Number.parseInt(change, 36) * 1_000 + by).toISOString());
const moment = fc
  .constantFrom(...ZONES)
  .chain((zone) => fc.tuple(fc.constant(zone), fc.oneof(instant, nearAChange(zone))));

describe('the rules that this process has for a zone', () => {
  it('show at any instant what the zone shows by its name', () => {
    fc.assert(
      fc.property(moment, ([zone, at]) => {
        expect(libraryCalendar(pinned(zone))(at)).toEqual(libraryCalendar(zone)(at));
      }),
      { numRuns: 400 },
    );
  });

  it('read any local time as the zone reads it by its name: skipped, shown twice or once', () => {
    fc.assert(
      fc.property(moment, ([zone, at]) => {
        const wallClock = at.slice(0, -1);
        const read = instantOfLocalTime(wallClock, zone);
        expect(instantOfLocalTime(wallClock, pinned(zone))).toBe(read);
        expect(laterInstantOfLocalTime(read, pinned(zone))).toBe(laterInstantOfLocalTime(read, zone));
      }),
      { numRuns: 400 },
    );
  });

  it('reach ten years ahead, and further on the zone is read by its name', () => {
    const rules = { ...zoneRulesHere('Europe/Berlin', NOW), offsets: '0:0' };
    expect(rules.until).toBe('2036-01-01');
    expect(libraryCalendar(pinned('Europe/Berlin', rules))('2035-07-01T10:00:00.000Z').hour).toBe(10);
    expect(libraryCalendar(pinned('Europe/Berlin', rules))('2036-07-01T10:00:00.000Z').hour).toBe(12);
  });

  it('differ in nothing from themselves', () => {
    for (const zone of ZONES) expect(zoneDifference(pinned(zone))).toBeUndefined();
    expect(zoneDifference('America/Vancouver')).toBeUndefined();
  });
});

describe('the rules by which a generation was read', () => {
  const EVENING = '2026-11-27T07:30:00.000Z';

  it('put a scan on their own day, whichever Node asks', () => {
    expect(libraryCalendar(vancouver(VANCOUVER_2025C))(EVENING)).toEqual({ date: '2026-11-26', hour: 23 });
    expect(libraryCalendar(vancouver(VANCOUVER_2026C))(EVENING)).toEqual({ date: '2026-11-27', hour: 0 });
  });

  it('give a time without an offset their own instant, whichever Node asks', () => {
    expect(instantOfLocalTime('2026-11-26T23:30:00', vancouver(VANCOUVER_2025C))).toBe(EVENING);
    expect(instantOfLocalTime('2026-11-27T00:30:00', vancouver(VANCOUVER_2026C))).toBe(EVENING);
  });

  it('are told apart from those of this Node, with where they disagree', () => {
    expect(zoneDifference(vancouver(OTHER_VANCOUVER))).toEqual({
      timeZone: 'America/Vancouver',
      recorded: OTHER_VANCOUVER.release,
      here: process.versions['tz'],
      from: '2026-11-01T09:00:00.000Z',
      to: '2036-01-01T00:00:00.000Z',
    });
  });

  it('are none where a generation of before kept none', () => {
    expect(zoneOf({ timeZone: 'America/Vancouver' })).toBe('America/Vancouver');
  });
});
