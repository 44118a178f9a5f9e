import type { EnvName } from '../contract/variables';
import type { StackModel } from '../local-aws/src/model/stack-model';

/** What the functions of a stage are given by this name. Errors: throws if none is. */
export function functionVariable({ functions }: StackModel, name: EnvName): string {
  const value = functions.map(({ environment }) => environment[name]).find(Boolean);
  if (value === undefined) throw new Error(`No function of the synthesized stacks is given ${name}.`);
  return value;
}
