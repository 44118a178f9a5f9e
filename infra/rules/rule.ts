import { Annotations, Aspects, type IAspect, type IConstruct } from '../resources';

/** What must hold of every construct, also of those that are added later: the reason why one may not be
 *  synthesized, or nothing. */
export type Rule = (construct: IConstruct) => string | undefined;

/** Synthesis fails, naming each construct that breaks a rule. */
export function hold(scope: IConstruct, rules: readonly Rule[]): void {
  const aspect: IAspect = {
    visit: (construct) => {
      for (const rule of rules) {
        const fault = rule(construct);
        if (fault !== undefined) Annotations.of(construct).addError(fault);
      }
    },
  };
  Aspects.of(scope).add(aspect);
}
