/** A way to get it wrong: what is put in the place of what, and the tests that must notice. */
export type Mutation = {
  readonly name: string;
  readonly file: string;
  /** Each text to be found exactly once, and what stands there instead. */
  readonly edits: readonly (readonly [find: string, instead: string])[];
  readonly tests: string;
};
