/** The rules of interpretation. They may change; history is then read again. */
export type Rules = {
  /** A tag read again by the same reader in less than this is one reading. */
  readonly repeatWindowMs: number;
  /** Absent means 1, as every generation of before reads until it is derived again. */
  readonly version?: RulesVersion;
};

/** 1: any scan by a reader within the window repeats its scan before.
 *  2: only one in the same mode does. A retirement's reason stands in the state. */
export type RulesVersion = 1 | 2;

/** The rules by which history is read from now on. */
export const currentRules = (repeatWindowMs: number): Rules => ({ repeatWindowMs, version: 2 });

export const DEFAULT_RULES: Rules = currentRules(10_000);

export const versionOf = ({ version = 1 }: Rules): RulesVersion => version;

export const sameRules = (a: Rules, b: Rules): boolean =>
  a.repeatWindowMs === b.repeatWindowMs && versionOf(a) === versionOf(b);

/** History that a library brings along is exact to the day at best: no reading in it is a repeat. */
export const IMPORT_READER = 'import';
