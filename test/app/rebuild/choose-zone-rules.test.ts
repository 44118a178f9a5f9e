import { zoneRulesHere } from '../../../app/lib/zone-rules';
import { chooseZoneRules } from '../../../app/rebuild/choose-zone-rules';
import { DEFAULT_RULES } from '../../../domain/tag/rules';
import { OTHER_VANCOUVER } from '../lib/vancouver';

const ZONE = 'America/Vancouver';
const NOW = '2026-11-28T12:00:00.000Z';
const here = zoneRulesHere(ZONE, NOW);
const served = (zoneRules = OTHER_VANCOUVER) => ({
  id: 'g1',
  rules: DEFAULT_RULES,
  timeZone: ZONE,
  zoneRules,
});
const choose = (serving: Parameters<typeof chooseZoneRules>[0], asked?: 'served' | 'here', zone = ZONE) =>
  chooseZoneRules(serving, zone, { asked, now: NOW });

describe('the zone rules of a rebuild', () => {
  it('are those of this Node where it has the newer ones', () => {
    expect(choose(served({ ...OTHER_VANCOUVER, release: '2020a' }))).toEqual({ zoneRules: here });
  });

  it('are refused where this Node has the older ones, with where they disagree', () => {
    const newer = { ...OTHER_VANCOUVER, release: '2099z' };
    expect(choose(served(newer))).toEqual({
      code: 'older-zone-rules',
      difference: expect.objectContaining({ recorded: '2099z', from: '2026-11-01T09:00:00.000Z' }),
    });
    expect(choose(served(newer), 'here')).toEqual({ zoneRules: here });
    expect(choose(served(newer), 'served')).toEqual({ zoneRules: newer });
  });

  it('are those of this Node where the older release says the same of the zone', () => {
    expect(choose(served({ ...here, release: '2099z' }))).toEqual({ zoneRules: here });
  });

  it('are those of this Node in another zone, and where none were kept', () => {
    const berlin = zoneRulesHere('Europe/Berlin', NOW);
    expect(choose(served({ ...OTHER_VANCOUVER, release: '2099z' }), undefined, 'Europe/Berlin')).toEqual({
      zoneRules: berlin,
    });
    expect(choose({ id: 'g1', rules: DEFAULT_RULES, timeZone: ZONE })).toEqual({ zoneRules: here });
  });
});
