import type { Rules } from '../domain/rules';

/** One derivation of all read models from history: by which rules, in which time zone. */
export type Generation = {
  readonly id: string;
  readonly rules: Rules;
  readonly timeZone: string;
};

/** Which generation is served, and which is written besides it. */
export type Generations = {
  readonly serving: Generation;
  readonly alsoWritten: readonly Generation[];
};

export type GenerationStore = {
  /** Read consistently; where none is stored yet, the first is made from the settings. */
  read(): Promise<Generations>;
};
