import { parseDeadLetterQueues } from './dead-letters';
import { type EnvOf, FUNCTIONS, type FunctionName } from './functions';
import { namesOf, recordOf } from './records';
import { BUCKET_VARIABLES, type EnvName, TABLE_VARIABLES } from './variables';

const text = (value: string) => value;

/** What each variable is in the settings, and how it is read; tables and buckets aside. */
const VALUES = {
  STAGE: { is: 'stage', read: text },
  LIBRARY_TIME_ZONE: { is: 'timeZone', read: text },
  REPEAT_WINDOW_SECONDS: { is: 'repeatWindowMs', read: millisecondsOf },
  LOW_STOCK: { is: 'lowStock', read: copiesOf },
  EXPORTS_FROM: { is: 'exportsFrom', read: dayIfAny },
  EVENT_BUS: { is: 'eventBus', read: text },
  DEAD_LETTER_QUEUES: { is: 'deadLetterQueues', read: parseDeadLetterQueues },
} as const;

type Values = typeof VALUES;
type Named<Variables extends Record<string, string>, E extends EnvName> = {
  readonly [K in keyof Variables as Variables[K] extends E ? K : never]: string;
};

/** What these variables say: `stage`, `timeZone` (IANA name), `repeatWindowMs`, `lowStock` (copies), `exportsFrom` (a day, if any), `eventBus` (name),
 *  `deadLetterQueues` (URLs by place), and the names of `tables` and `buckets`. */
export type Settings<E extends EnvName> = {
  readonly [V in keyof Values as V extends E ? Values[V]['is'] : never]: ReturnType<Values[V]['read']>;
} & {
  readonly tables: Named<typeof TABLE_VARIABLES, E>;
  readonly buckets: Named<typeof BUCKET_VARIABLES, E>;
};

export type SettingsOf<F extends FunctionName> = Settings<EnvOf<F>>;

/** The settings that the function's record names.
 *  Errors: throws one Error that lists every missing variable; or says which has no value of its form. */
export function readSettings<F extends FunctionName>(
  name: F,
  source: Readonly<Record<string, string | undefined>>,
): SettingsOf<F> {
  const wanted: readonly EnvName[] = FUNCTIONS[name].env;
  const missing = wanted.filter((variable) => !source[variable]);
  if (missing.length > 0) {
    throw new Error(`Function ${name} lacks the environment variables ${missing.join(', ')}.`);
  }
  const valueIn = (variable: EnvName) => source[variable] ?? '';
  const named = <K extends string>(variables: Readonly<Record<K, EnvName>>) =>
    recordOf(
      namesOf(variables)
        .filter((key) => wanted.includes(variables[key]))
        .map((key) => [key, valueIn(variables[key])]),
    );
  const values = namesOf(VALUES)
    .filter((variable) => wanted.includes(variable))
    .map((variable) => [VALUES[variable].is, VALUES[variable].read(valueIn(variable))] as const);
  const settings: object = {
    ...recordOf(values),
    tables: named(TABLE_VARIABLES),
    buckets: named(BUCKET_VARIABLES),
  };
  // Which of them there are, only the function's record says.
  return settings as SettingsOf<F>;
}

function millisecondsOf(seconds: string): number {
  const milliseconds = Number(seconds) * 1000;
  if (!(milliseconds >= 0)) throw new Error(`REPEAT_WINDOW_SECONDS: "${seconds}" is no number of seconds.`);
  return milliseconds;
}

function copiesOf(number: string): number {
  const copies = Number(number);
  if (!(copies >= 1)) throw new Error(`LOW_STOCK: "${number}" is no number of copies.`);
  return copies;
}

/** How a stage without a first day of its own says so: a variable cannot be empty. */
export const FIRST_EVENT = 'first-event';

function dayIfAny(day: string): string | undefined {
  return day === FIRST_EVENT ? undefined : day;
}
