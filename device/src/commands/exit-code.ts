/** What every command's exit code means. */
export const EXIT = { done: 0, no: 1, wrongUse: 2, failed: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
