/** The rules of interpretation. They may change; history is then read again. */
export type Rules = {
  /** A tag read again by the same reader in less than this is one reading. */
  readonly repeatWindowMs: number;
};

export const DEFAULT_RULES: Rules = { repeatWindowMs: 10_000 };

/** History that a library brings along is exact to the day at best: no reading in it is a repeat. */
export const IMPORT_READER = 'import';
