import { Argument, type Command as CommanderCommand, Option } from 'commander';
import type { Command } from './command';
import { flagOf, type Input } from './input';

type Run = (command: Command, given: Readonly<Record<string, unknown>>) => Promise<void>;

/** Makes commands known to Commander. `groups` tells what the first of two words stands for. */
export function addCommands(
  program: CommanderCommand,
  { commands, groups }: { commands: readonly Command[]; groups: Readonly<Record<string, string>> },
  run: Run,
): void {
  for (const command of commands) {
    const [first = '', second] = command.words.split(' ');
    if (second === undefined) addCommand(program, first, command, run);
    else addCommand(groupOf(program, first, groups[first] ?? ''), second, command, run);
  }
}

function groupOf(program: CommanderCommand, name: string, summary: string): CommanderCommand {
  const known = program.commands.find((child) => child.name() === name);
  return known ?? program.command(name).description(summary);
}

function addCommand(parent: CommanderCommand, name: string, command: Command, run: Run): void {
  const added = parent.command(name).description(command.summary);
  const argumentNames: string[] = [];
  for (const [key, input] of Object.entries(command.input)) {
    if (input.kind === 'argument') {
      argumentNames.push(key);
      added.addArgument(new Argument(argumentForm(key, input), input.says));
    } else added.addOption(optionOf(key, input));
  }
  added.action(async () => {
    const values: readonly unknown[] = added.processedArgs;
    const args = Object.fromEntries(argumentNames.map((key, at) => [key, values[at]]));
    await run(command, { ...added.optsWithGlobals(), ...args });
  });
}

/** `<file>`, `[place]` or `[id...]`. */
export const argumentForm = (name: string, { value }: Input<unknown>): string =>
  `${value.charAt(0)}${name}${value.slice(1)}`;

/** `--dry-run` or `--limit <count>`. */
export const optionForm = (name: string, { value }: Input<unknown>): string =>
  `${flagOf(name)} ${value}`.trim();

/** The option as Commander takes it. */
export function optionOf(name: string, input: Input<unknown>): Option {
  const made = new Option(optionForm(name, input), input.says);
  if (input.kind === 'required option') made.makeOptionMandatory();
  return input.fallback === undefined ? made : made.default(input.fallback);
}
