import type { Generation } from '../history/generations';
import {
  type ZoneDifference,
  type ZoneRules,
  zoneDifference,
  zoneOf,
  zoneRulesHere,
} from '../lib/zone-rules';

/** By which rules of a zone a person wants it read: those of what is served, or those of this process. */
export type ZoneRulesChoice = 'served' | 'here';

/** The rules to read a zone by again, or why they cannot be chosen without being asked for: what is served was
 *  read by newer ones, which this process has not. */
export type ChosenZoneRules =
  | { readonly zoneRules: ZoneRules }
  | { readonly code: 'older-zone-rules'; readonly difference: ZoneDifference };

/** Chooses the rules for reading history again in a zone. A zone other than the served one is read as this
 *  process has it. */
export function chooseZoneRules(
  serving: Generation,
  timeZone: string,
  { asked, now }: { readonly asked: ZoneRulesChoice | undefined; readonly now: string },
): ChosenZoneRules {
  const here = zoneRulesHere(timeZone, now);
  const { zoneRules: served } = serving;
  if (served === undefined || serving.timeZone !== timeZone || asked === 'here') return { zoneRules: here };
  if (asked === 'served') return { zoneRules: served };
  const difference = zoneDifference(zoneOf(serving));
  return difference !== undefined && here.release < served.release
    ? { code: 'older-zone-rules', difference }
    : { zoneRules: here };
}
