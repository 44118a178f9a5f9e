import { Command as CommanderCommand } from 'commander';
import type { Answer, Command, CommandContext } from '../../ops/lib/command';
import { addCommands } from '../../ops/lib/command-line';
import type { Target } from '../../ops/lib/target';
import { createTerminal } from '../../ops/lib/terminal';

type Given = Partial<Omit<CommandContext, 'target'>> & {
  /** As much of it as the command asks for. */
  readonly target?: object;
};

/** One command line's answer, parsed as the CLI parses it: without words of a target, nothing may ask for one. */
export async function runCommand(
  command: Command,
  argv: readonly string[],
  { target, ...context }: Given = {},
): Promise<Answer> {
  const program = new CommanderCommand().exitOverride().configureOutput({ writeErr: () => undefined });
  let answer: Answer | undefined;
  addCommands(program, { commands: [command], groups: {} }, async (called, given) => {
    answer = await called.call(
      {
        terminal: createTerminal(false),
        signal: new AbortController().signal,
        target: async () => {
          if (target === undefined) throw new Error('Nothing is to be asked of a stage.');
          return target as unknown as Target;
        },
        ...context,
      },
      given,
    );
  });
  const group = program.commands[0];
  group?.copyInheritedSettings(program);
  for (const child of group?.commands ?? []) child.copyInheritedSettings(program);
  await program.parseAsync([...command.words.split(' '), ...argv], { from: 'user' });
  if (answer === undefined) throw new Error('Nothing was answered.');
  return answer;
}
