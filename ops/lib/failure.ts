/** What every command's exit code means. */
export const EXIT = { done: 0, no: 1, wrongUse: 2, failed: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command was called wrongly; the message says how to call it. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
  readonly lines: readonly string[];
  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** The work could not be done; the message says what to do about it. */
export class WorkFailed extends Error {
  override readonly name = 'WorkFailed';
}

/** Ended by Ctrl-C or SIGTERM before it was done. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(message = 'Interrupted.') {
    super(message);
  }
}

/** What to tell the user of anything thrown, in lines. */
export const linesToTell = (error: unknown): readonly string[] =>
  error instanceof WrongUse ? error.lines : [messageOf(error)];

/** The same in one text. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && !error.message) {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message || error.name : String(error);
}
