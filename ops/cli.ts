import { Command as CommanderCommand, CommanderError } from 'commander';
import { z } from 'zod';
import type { Answer, Command, CommandContext } from './command';
import { EXIT, type ExitCode, Interrupted, messageOf, WrongUse } from './failure';
import { interruptSignal } from './interrupt';
import { registerCommands } from './register-commands';
import { resolveTarget } from './target';
import { createTerminal, outliveReaders, type Terminal, writeOut } from './terminal';

const globalOptions = z.object({ json: z.boolean().default(false), stage: z.string().optional() });

/** How long a command may take to end after Ctrl-C. */
const GRACE_MS = 30_000;

/** Runs one command line and answers its exit code: 0 done, 1 the answer is no, 2 wrong use, 3 failed. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  outliveReaders();
  let exitCode: ExitCode = EXIT.done;
  const program = new CommanderCommand('shelflog')
    .description('RFID lending inventory: every scan an event that is never changed, every count derived.')
    .option('--json', 'print one JSON document')
    .option('--stage <name>', 'act on this stage in AWS instead of the local stack')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('Add --help for what is possible.');
  registerCommands(program, async (load, args, options) => {
    exitCode = await run(load(), args, options);
  });
  inheritSettings(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.done;
    // Options were not parsed to their end: whether --json is among them shows only here.
    if (argv.includes('--json')) await writeOut(`${JSON.stringify({ error: wrongUseIn(error) })}\n`);
    return EXIT.wrongUse;
  }
}

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

async function run(command: Command, args: readonly string[], options: unknown): Promise<ExitCode> {
  const { json, stage } = globalOptions.parse(options);
  const terminal = createTerminal(json);
  const signal = interruptSignal();
  const context: CommandContext = { terminal, signal, target: () => resolveTarget(stage) };
  try {
    const answer = await Promise.race([command(context, args, options), abandonedAfterGrace(signal)]);
    await writeOut(asText(answer, json));
    return answer.exitCode ?? EXIT.done;
  } catch (error) {
    return report(signal.aborted ? signal.reason : error, terminal);
  }
}

function asText(answer: Answer, json: boolean): string {
  if (json) return answer.json === undefined ? '' : `${JSON.stringify(answer.json, null, 2)}\n`;
  return answer.text === '' ? '' : `${answer.text}\n`;
}

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
  if (terminal.json) await writeOut(`${JSON.stringify({ error: messageOf(error) })}\n`);
  terminal.note(messageOf(error));
  if (process.env['SHELFLOG_DEBUG'] && error instanceof Error) terminal.note(error.stack ?? '');
  return exitCode;
}
