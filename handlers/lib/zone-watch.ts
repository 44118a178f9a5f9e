import { type Zone, type ZoneDifference, zoneDifference } from '../../app/lib/zone-rules';

const LOOK_EVERY_MS = 15 * 60_000;

type Watch = {
  /** The zone as what is served was read; undefined while nothing is. */
  readonly servedZone: () => Promise<Zone | undefined>;
  readonly warn: (difference: ZoneDifference) => void;
};

/** Warns that times without an offset are read otherwise here than what is served was, where that is so at an
 *  instant. It looks every fifteen minutes at most. Errors: faults of the table. */
export function zoneWatch({ servedZone, warn }: Watch): (at: string) => Promise<void> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  return async (at) => {
    const time = Date.parse(at);
    if (time - lookedAt < LOOK_EVERY_MS) return;
    const zone = await servedZone();
    const difference = zone === undefined ? undefined : zoneDifference(zone);
    lookedAt = time;
    if (difference !== undefined && at >= difference.from && at < difference.to) warn(difference);
  };
}
