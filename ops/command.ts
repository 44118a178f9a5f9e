import type { ExitCode } from './failure';
import type { Target } from './target';
import type { Terminal } from './terminal';

/** A command's answer: one JSON document, the same said to a person, and its exit code (0 unless given). */
export type Answer = {
  /** Undefined if the command has printed its document already. */
  readonly json: unknown;
  readonly text: string;
  readonly exitCode?: ExitCode;
};

/** What every command is given. */
export type CommandContext = {
  readonly terminal: Terminal;
  /** Fires at Ctrl-C and SIGTERM: leave nothing half done. */
  readonly signal: AbortSignal;
  /** Where to act. Errors: WorkFailed if no local stack runs and no stage was named. */
  readonly target: () => Promise<Target>;
};

/** One command, one file. Options come as the command line gave them; the command checks them. */
export type Command = (context: CommandContext, args: readonly string[], options: unknown) => Promise<Answer>;
