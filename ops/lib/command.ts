import { type ExitCode, WrongUse } from './failure';
import { flagOf, type Input } from './input';
import type { Target } from './target';
import type { Terminal } from './terminal';

/** A command's answer: one JSON document, the same said to a person in lines, and its exit code (0 unless given). */
export type Answer = {
  /** Undefined if the command has printed its document already. */
  readonly json: unknown;
  /** Each is made safe for a terminal, and ended, where it leaves. */
  readonly lines: readonly string[];
  /** What ends each line: a line feed unless given. */
  readonly lineEnd?: '\r\n';
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

/** One command, one file, named after its words. */
export type Command = {
  /** As they are typed: `audit seal`. */
  readonly words: string;
  readonly summary: string;
  readonly input: Readonly<Record<string, Input<unknown>>>;
  /** Errors: WrongUse for what was given and cannot be read; otherwise as the command's own `run`. */
  readonly call: (context: CommandContext, given: Readonly<Record<string, unknown>>) => Promise<Answer>;
};

type Inputs<I> = { readonly [K in keyof I]: Input<I[K]> };
type Spec<I> = {
  readonly words: string;
  readonly summary: string;
  /** Arguments in the order in which they are given, and options. */
  readonly input: Inputs<I>;
  readonly run: (context: CommandContext, input: I) => Promise<Answer>;
};

/** A command of its parts. What is heavy (zod, the AWS SDK) is loaded when it runs: help comes at once. */
export function aCommand<I extends object>({ words, summary, input, run }: Spec<I>): Command {
  return {
    words,
    summary,
    input,
    call: async (context, given) => {
      return run(context, readInput(input, given));
    },
  };
}

/** What the command line gave, each value read as its input says. Errors: WrongUse, with every fault. */
export function readInput<I extends object>(input: Inputs<I>, given: Readonly<Record<string, unknown>>): I {
  const { z }: typeof import('zod') = require('zod');
  const inputs: readonly (readonly [string, Input<unknown>])[] = Object.entries(input);
  const shape = Object.fromEntries(inputs.map(([name, { read }]) => [name, read(z)]));
  const parsed = z.object(shape).safeParse(given);
  if (!parsed.success) {
    const { issues } = parsed.error;
    throw new WrongUse(...issues.map(({ path, message }) => `${flagOf(path.join('.'))} ${message}.`));
  }
  // Each key of I was read by its own Input<I[key]>, which the type of entries cannot say.
  return parsed.data as I;
}
