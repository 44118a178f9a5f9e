import { type EnvOf, FUNCTIONS, type FunctionName } from './functions';

/** The function's variables, all present and not empty.
 *  Errors: throws one Error that lists every missing name. */
export function readEnv<F extends FunctionName>(
  name: F,
  source: Readonly<Record<string, string | undefined>>,
): Record<EnvOf<F>, string> {
  const names: readonly EnvOf<F>[] = FUNCTIONS[name].env;
  const missing = names.filter((variable) => !source[variable]);
  if (missing.length > 0) {
    throw new Error(`Function ${name} lacks the environment variables ${missing.join(', ')}.`);
  }
  return Object.fromEntries(names.map((variable) => [variable, source[variable]])) as Record<
    EnvOf<F>,
    string
  >;
}
