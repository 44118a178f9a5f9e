import { Command, CommanderError } from 'commander';
import type { Launched } from '../update/launched';
import { EXIT, type ExitCode } from './exit-code';

// By require() and not before it is called: `setup` needs no MQTT, and `run` with a simulated chip no driver.
const commands = {
  run: (): typeof import('./run') => require('./run'),
  setup: (): typeof import('./setup') => require('./setup'),
  doctor: (): typeof import('./doctor') => require('./doctor'),
  writeTag: (): typeof import('./write-tag') => require('./write-tag'),
  testRead: (): typeof import('./test-read') => require('./test-read'),
  acceptance: (): typeof import('./acceptance') => require('./acceptance'),
  sip2: (): typeof import('./sip2') => require('./sip2'),
  sip2Password: (): typeof import('./sip2-password') => require('./sip2-password'),
};

const CONFIG = ['--config <file>', "the reader's config (JSON)"] as const;
const TAGS = `
Tags are ISO 14443 A: MIFARE Classic, Ultralight, NTAG. Library labels of ISO 28560 are ISO 15693 (NFC type 5, such
as ICODE SLIX): an MFRC522 does not see them, whatever they hold.`;

/** Runs one command line; answers its exit code: 0 done, 1 the answer is no, 2 wrong use, 3 failed. `launched` is
 *  given to a version out of a slot by the installation that starts it. */
export async function main(argv: readonly string[], launched?: Launched): Promise<number> {
  let code: ExitCode = EXIT.done;
  const program = new Command('shelflog-reader')
    .description('The reader of a library: a tag that beeped is stored, whatever fails afterwards.')
    .showHelpAfterError('Add --help for what is possible.');
  register(program, launched, async (work) => {
    code = await work();
  });
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  }
}

type Act = (work: () => Promise<ExitCode>) => Promise<void>;

function register(program: Command, launched: Launched | undefined, act: Act): void {
  program
    .command('run')
    .description('read tags, keep each scan and bring it to the broker, until SIGTERM')
    .requiredOption(...CONFIG)
    .action((options: unknown) => act(() => commands.run().run(options, launched)));
  program
    .command('setup')
    .description("make this reader's key and the request for its certificate")
    .requiredOption('--reader <id>', 'what the reader is called: 1-40 of A-Z a-z 0-9 _ -')
    .requiredOption('--out <folder>', 'where the files go')
    .option('--update-keys <file>', 'the two Ed25519 public keys (PEM) that may sign updates')
    .action((options: unknown) => act(() => commands.setup().setup(options)));
  program
    .command('doctor')
    .description('name what is wrong with this reader, a line each; ends with 1 if anything is')
    .requiredOption(...CONFIG)
    .option('--json', 'print one JSON document')
    .action((options: unknown) => act(() => commands.doctor().doctor(options)));
  registerTags(program, act);
  registerKiosks(program, act);
}

function registerKiosks(program: Command, act: Act): void {
  program
    .command('sip2')
    .description('serve self-service kiosks that speak SIP2, until SIGTERM; without a chip')
    .requiredOption(...CONFIG)
    .action((options: unknown) => act(() => commands.sip2().sip2(options)));
  program
    .command('sip2-password')
    .description("the hash of a kiosk's password, read from standard input")
    .action(() => act(() => commands.sip2Password().sip2Password()));
}

function registerTags(program: Command, act: Act): void {
  const seconds = ['--seconds <count>', 'end after so long'] as const;
  program
    .command('write-tag')
    .description('write a book id onto the next tag, read it back and compare')
    .argument('<book-id>', 'what the tag is to hold')
    .requiredOption(...CONFIG)
    .option(...seconds, '60')
    .addHelpText('after', TAGS)
    .action((bookId: string, options: unknown) => act(() => commands.writeTag().writeTag(bookId, options)));
  program
    .command('test-read')
    .description('show each tag that comes; nothing is stored or sent')
    .requiredOption(...CONFIG)
    .option(...seconds)
    .addHelpText('after', TAGS)
    .action((options: unknown) => act(() => commands.testRead().testRead(options)));
  program
    .command('acceptance')
    .description('ten minutes with a real reader and three tags: pass or fail, a line each')
    .requiredOption(...CONFIG)
    .addHelpText('after', TAGS)
    .action((options: unknown) => act(() => commands.acceptance().acceptance(options)));
}
