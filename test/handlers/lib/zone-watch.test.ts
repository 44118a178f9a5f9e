import type { Zone, ZoneDifference } from '../../../app/lib/zone-rules';
import { zoneWatch } from '../../../handlers/lib/zone-watch';
import { OTHER_VANCOUVER } from '../../app/lib/vancouver';

const OTHER: Zone = { timeZone: 'America/Vancouver', rules: OTHER_VANCOUVER };

function watching(zone: Zone | undefined) {
  const warned: ZoneDifference[] = [];
  const servedZone = jest.fn(async () => zone);
  return {
    watch: zoneWatch({ servedZone, warn: (difference) => warned.push(difference) }),
    warned,
    servedZone,
  };
}

describe('the watch on times without an offset', () => {
  it('warns while this Node reads them otherwise than what is served was read', async () => {
    const { watch, warned } = watching(OTHER);
    await watch('2026-11-27T07:30:00.000Z');
    expect(warned).toEqual([expect.objectContaining({ recorded: OTHER_VANCOUVER.release })]);
  });

  it.each<[string, Zone | undefined, string]>([
    ['before they differ', OTHER, '2026-10-01T07:30:00.000Z'],
    ['where none were kept', 'America/Vancouver', '2026-11-27T07:30:00.000Z'],
    ['while nothing is served', undefined, '2026-11-27T07:30:00.000Z'],
  ])('is silent %s', async (_, zone, at) => {
    const { watch, warned } = watching(zone);
    await watch(at);
    expect(warned).toEqual([]);
  });

  it('looks and warns every fifteen minutes at most', async () => {
    const { watch, warned, servedZone } = watching(OTHER);
    for (const time of ['07:30:00', '07:44:59', '07:45:00']) await watch(`2026-11-27T${time}.000Z`);
    expect(warned).toHaveLength(2);
    expect(servedZone).toHaveBeenCalledTimes(2);
  });
});
