import type { Generation } from '../../app/history/generations';
import { zoneDifference, zoneOf } from '../../app/lib/zone-rules';
import { chooseZoneRules, type ZoneRulesChoice } from '../../app/rebuild/choose-zone-rules';
import { currentRules, versionOf } from '../../domain/tag/rules';
import type { HistoryLocation } from '../../wiring/history-location';
import { WrongUse } from '../lib/failure';
import { zoneNote } from '../lib/zone-note';

/** By which rules and in which zone a generation's history is read. */
export type GenerationRules = Pick<Generation, 'rules' | 'timeZone' | 'zoneRules'>;

/** What a person may ask for instead of the stage's settings. */
export type WantedInterpretation = {
  readonly repeatWindow: number | undefined;
  readonly timeZone: string | undefined;
  readonly zoneRules: ZoneRulesChoice | undefined;
};

/** As asked for, or else as the stage's settings say. Errors: WrongUse where this process has older rules of the
 *  zone than what is served was read by, and it was not said which are meant. */
export function interpretationFor(
  location: HistoryLocation,
  serving: Generation,
  { repeatWindow, timeZone = location.timeZone, zoneRules }: WantedInterpretation,
): Required<GenerationRules> {
  const chosen = chooseZoneRules(serving, timeZone, { asked: zoneRules, now: location.clock() });
  if ('code' in chosen) {
    throw new WrongUse(
      `${zoneNote(chosen.difference)} Those of this Node are the older ones: read history again with a newer Node, or say --zone-rules served to keep the rules, --zone-rules here to go back.`,
    );
  }
  const rules = currentRules(repeatWindow === undefined ? location.repeatWindowMs : repeatWindow * 1_000);
  return { rules, timeZone, zoneRules: chosen.zoneRules };
}

/** In which way history is read otherwise than it was, a line each. */
export function changedInterpretation(was: GenerationRules, is: GenerationRules): string[] {
  const seconds = ({ rules }: GenerationRules) => rules.repeatWindowMs / 1_000;
  return [
    ...(seconds(was) === seconds(is)
      ? []
      : [`The repeat window is ${seconds(is)} s, after ${seconds(was)} s.`]),
    ...(versionOf(was.rules) === versionOf(is.rules)
      ? []
      : [`The rules are those of version ${versionOf(is.rules)}, after ${versionOf(was.rules)}.`]),
    ...(was.timeZone === is.timeZone
      ? changedZoneRules(was, is)
      : [`Days are those of ${is.timeZone}, after ${was.timeZone}.`]),
  ];
}

function changedZoneRules(was: GenerationRules, is: GenerationRules): string[] {
  const [before, after] = [was.zoneRules, is.zoneRules];
  if (before === undefined || after === undefined || before.release === after.release) return [];
  const difference = zoneDifference(zoneOf(was));
  return difference === undefined
    ? []
    : [
        `Clocks of ${is.timeZone} are those of ${after.release}, after ${before.release}: they disagree between ${difference.from} and ${difference.to}.`,
      ];
}
