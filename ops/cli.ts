import { Command as CommanderCommand, CommanderError } from 'commander';
import { safeJson } from '../app/lib/safe-text';
import { COMMANDS, GROUPS } from './commands/all-commands';
import { type Command, type CommandContext, readInput } from './lib/command';
import { addCommands, optionOf } from './lib/command-line';
import { EXIT, type ExitCode, Interrupted, linesToTell, messageOf, WrongUse } from './lib/failure';
import { flag, option, text } from './lib/input';
import { interruptSignal } from './lib/interrupt';
import { createTerminal, outliveReaders, type Terminal, toText, writeOut } from './lib/terminal';

/** Options of every command. */
const GLOBAL = {
  json: flag('print one JSON document'),
  stage: option('<name>', 'act on this stage in AWS instead of the local stack', text),
};

/** How long a command may take to end after Ctrl-C. */
const GRACE_MS = 30_000;

/** Runs one command line and answers its exit code: 0 done, 1 the answer is no, 2 wrong use, 3 failed. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  outliveReaders();
  let exitCode: ExitCode = EXIT.done;
  const program = new CommanderCommand('shelflog')
    .description('RFID lending inventory: every scan an event that is never changed, every count derived.')
    .addOption(optionOf('json', GLOBAL.json))
    .addOption(optionOf('stage', GLOBAL.stage))
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (message, write) => write(toText(message.trimEnd().split('\n'))) })
    .exitOverride()
    .showHelpAfterError('Add --help for what is possible.');
  addCommands(program, { commands: COMMANDS, groups: GROUPS }, async (command, given) => {
    exitCode = await run(command, given);
  });
  inheritSettings(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.done;
    // Options were not parsed to their end: whether --json is among them shows only here.
    if (argv.includes('--json')) await writeOut(failure(wrongUseIn(error)));
    return EXIT.wrongUse;
  }
}

const failure = (error: string) => `${safeJson({ error }, 0)}\n`;

/** Commander has shown its help, not a message, where no command was named. */
const wrongUseIn = ({ code, message }: CommanderError): string =>
  code === 'commander.help'
    ? 'Name a command. Add --help for what is possible.'
    : message.replace(/^error: /, '');

/** Commander copies these from parent to child only if set before the child was made. */
function inheritSettings(command: CommanderCommand): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}

async function run(command: Command, given: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  const { resolveTarget }: typeof import('./lib/target') = require('./lib/target');
  const { json, stage } = readInput(GLOBAL, given);
  const terminal = createTerminal(json);
  const signal = interruptSignal();
  const context: CommandContext = { terminal, signal, target: () => resolveTarget(stage) };
  try {
    const answer = await Promise.race([command.call(context, given), abandonedAfterGrace(signal)]);
    await writeOut(json ? asJson(answer.json) : toText(answer.lines, answer.lineEnd));
    return answer.exitCode ?? EXIT.done;
  } catch (error) {
    return report(signal.aborted ? signal.reason : error, terminal);
  }
}

const asJson = (document: unknown): string => (document === undefined ? '' : `${safeJson(document)}\n`);

function abandonedAfterGrace(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () =>
        setTimeout(() => reject(new Interrupted('Interrupted, but the work did not end.')), GRACE_MS).unref(),
      { once: true },
    );
  });
}

async function report(error: unknown, terminal: Terminal): Promise<ExitCode> {
  const exitCode = error instanceof WrongUse ? EXIT.wrongUse : EXIT.failed;
  if (terminal.json) await writeOut(failure(messageOf(error)));
  terminal.note(...linesToTell(error));
  if (process.env['SHELFLOG_DEBUG'] && error instanceof Error)
    terminal.note(...(error.stack ?? '').split('\n'));
  return exitCode;
}
