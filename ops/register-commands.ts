import { Command as CommanderCommand } from 'commander';
import type { Command } from './command';
import { registerAudit } from './register-audit';

type Load = () => Command;
type Run = (load: Load, args: readonly string[], options: unknown) => Promise<void>;

/** Names, arguments and options of every command. A command's own code is loaded when it is called, by
 *  require(): what import() loads would have other instances of the modules that are loaded already. */
export function registerCommands(program: CommanderCommand, run: Run): void {
  const action =
    (load: Load) =>
    async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1);
      if (!(command instanceof CommanderCommand)) throw new TypeError('An action is given its command.');
      await run(load, command.processedArgs, command.optsWithGlobals());
    };

  program
    .command('start')
    .description('run the whole stack on this machine, until Ctrl-C')
    .option('--empty', 'no books and no readers (the default)')
    .option('--demo', 'with a list of public-domain books, and readers that scan them')
    .option('--data-dir <folder>', 'where everything is kept', '.shelflog/data')
    .option('--port <number>', 'the port of the API (default: a free one)')
    .action(action(() => (require('./commands/start') as typeof import('./commands/start')).start));

  program
    .command('publish')
    .description('send each line of a file as one MQTT message, and wait for every acknowledgement')
    .argument('<file>', 'JSON lines; - reads standard input')
    .option('--reader <id>', 'whose messages they are (default: the reader of the local stack)')
    .option('--topic <topic>', "instead of the reader's own: shelflog/readers/<id>/scans")
    .option('--basic-ingest', "straight to the stage's topic rule, which costs no messaging in AWS")
    .option('--window <count>', 'messages on their way at a time', '200')
    .option('--host <name>', 'the broker, for a stage in AWS')
    .option('--ca <file>', 'certificate authority of the broker')
    .option('--cert <file>', "the reader's certificate")
    .option('--key <file>', "the reader's private key")
    .action(action(() => (require('./commands/publish') as typeof import('./commands/publish')).publish));

  registerImport(program, action);

  program
    .command('export')
    .description("write a day's CSV files now")
    .option('--date <YYYY-MM-DD>', 'a day of the library (default: today, and all days that changed)')
    .action(action(() => (require('./commands/export') as typeof import('./commands/export')).exportNow));

  program
    .command('status')
    .description('how far the projections are, which readers are heard, and what waits for a person')
    .action(action(() => (require('./commands/status') as typeof import('./commands/status')).status));

  program
    .command('probe')
    .description('try what must be refused, such as changing an event; ends with 1 if any of it is allowed')
    .action(action(() => (require('./commands/probe') as typeof import('./commands/probe')).probe));

  program
    .command('simulate')
    .description('have readers scan a list of public-domain books on the local stack, until Ctrl-C')
    .option('--seconds <count>', 'end after so long')
    .option('--rate <count>', 'messages a second, about', '2')
    .action(action(() => (require('./commands/simulate') as typeof import('./commands/simulate')).simulate));

  registerHistory(program, action);
  program
    .command('redrive')
    .description('list what was given up where, or send it again; what was accepted is taken away')
    .argument('[place]', 'as `redrive` lists them, or `all`')
    .action(action(() => (require('./commands/redrive') as typeof import('./commands/redrive')).redrive));

  registerAudit(program, action);
  registerQuarantine(program, action);
  registerReader(program, action);
}

type Action = (load: Load) => (...given: unknown[]) => Promise<void>;

function registerHistory(program: CommanderCommand, action: Action): void {
  program
    .command('rebuild')
    .description(
      'derive all read models again from history while scans keep coming, compare, then switch at once',
    )
    .option('--from <source>', 'where history is read: table or ledger', 'table')
    .option('--dry-run', 'show what would change, row by row, with the events behind it; write nothing')
    .option('--rollback', 'serve the generation before this one again')
    .option('--repeat-window <seconds>', 'by another repeat window than the stage is set to')
    .option('--time-zone <zone>', 'in another time zone (IANA) than the stage is set to')
    .option('--limit <count>', 'tell at most so many differing rows one by one', '100')
    .action(action(() => (require('./commands/rebuild') as typeof import('./commands/rebuild')).rebuild));

  program
    .command('verify')
    .description(
      'derive everything again from history and compare it with what is served; ends with 1 on drift',
    )
    .option('--limit <count>', 'tell at most so many differing rows one by one', '100')
    .action(action(() => (require('./commands/verify') as typeof import('./commands/verify')).verify));
}

function registerImport(program: CommanderCommand, action: Action): void {
  const group = program.command('import').description('bring books, tags and past loans from CSV files');
  const kinds = {
    books: 'book_id,name,author,isbn',
    tags: 'tag_id,book_id,assigned_at (empty: now)',
    loans: 'tag_id,borrowed_at,returned_at (empty while out)',
  } as const;
  for (const kind of ['books', 'tags', 'loans'] as const) {
    group
      .command(kind)
      .description(`columns ${kinds[kind]}; again with the same file changes nothing`)
      .argument('<file>', 'CSV in UTF-8 with a header row')
      .option('--errors <file>', 'write the rows that were not taken, with their reasons, as CSV')
      .option('--delimiter <character>', 'between the columns', ',')
      .action(
        action(() => (require('./commands/import') as typeof import('./commands/import')).importFile(kind)),
      );
  }
}

function registerQuarantine(program: CommanderCommand, action: Action): void {
  const group = program.command('quarantine').description('input that could not be understood');
  group
    .command('list')
    .description('what lies there, the oldest first')
    .option('--limit <count>', 'at most so many', '100')
    .action(action(() => (require('./commands/quarantine') as typeof import('./commands/quarantine')).list));
  group
    .command('show')
    .description('one message: its bytes, where it came from, and every reason')
    .argument('<id>', 'as `quarantine list` names it')
    .action(action(() => (require('./commands/quarantine') as typeof import('./commands/quarantine')).show));
  group
    .command('retry')
    .description('read messages again, and send on and take away what is good now')
    .argument('[id...]', 'as `quarantine list` names them (default: all)')
    .option('--with <file>', 'take these bytes instead of the message as it came: the corrected one')
    .action(action(() => (require('./commands/quarantine') as typeof import('./commands/quarantine')).retry));
}

function registerReader(program: CommanderCommand, action: Action): void {
  const group = program.command('reader').description('who may connect to the broker');
  group
    .command('add')
    .description('make a certificate for a reader')
    .argument('<id>')
    .action(action(() => (require('./commands/reader') as typeof import('./commands/reader')).add));
  group
    .command('list')
    .description('readers with a certificate')
    .action(action(() => (require('./commands/reader') as typeof import('./commands/reader')).list));
  group
    .command('revoke')
    .description('refuse a reader’s certificate from now on')
    .argument('<id>')
    .action(action(() => (require('./commands/reader') as typeof import('./commands/reader')).revoke));
}
