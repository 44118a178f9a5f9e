import type { Generation } from '../../app/history/generations';
import { currentRules, versionOf } from '../../domain/tag/rules';
import type { HistoryLocation } from '../../wiring/history-location';

/** By which rules and in which zone history is read. */
export type Interpretation = Pick<Generation, 'rules' | 'timeZone'>;

/** What a person may ask for instead of the stage's settings. */
export type WantedInterpretation = {
  readonly repeatWindow: number | undefined;
  readonly timeZone: string | undefined;
};

/** As asked for, or else as the stage's settings say. */
export const interpretationFor = (
  location: HistoryLocation,
  { repeatWindow, timeZone = location.timeZone }: WantedInterpretation,
): Interpretation => ({
  rules: currentRules(repeatWindow === undefined ? location.repeatWindowMs : repeatWindow * 1_000),
  timeZone,
});

/** In which way history is read otherwise than it was, a line each. */
export function changedInterpretation(was: Interpretation, is: Interpretation): string[] {
  const seconds = ({ rules }: Interpretation) => rules.repeatWindowMs / 1_000;
  return [
    ...(seconds(was) === seconds(is)
      ? []
      : [`The repeat window is ${seconds(is)} s, after ${seconds(was)} s.`]),
    ...(versionOf(was.rules) === versionOf(is.rules)
      ? []
      : [`The rules are those of version ${versionOf(is.rules)}, after ${versionOf(was.rules)}.`]),
    ...(was.timeZone === is.timeZone ? [] : [`Days are those of ${is.timeZone}, after ${was.timeZone}.`]),
  ];
}
