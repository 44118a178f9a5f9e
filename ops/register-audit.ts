import type { Command as CommanderCommand } from 'commander';
import type { Command } from './command';

type Action = (load: () => Command) => (...given: unknown[]) => Promise<void>;

const audit = () => require('./commands/audit') as typeof import('./commands/audit');

/** The commands that show and prove what happened, and bring it back. */
export function registerAudit(program: CommanderCommand, action: Action): void {
  const group = program.command('audit').description('what happened, when it was known, and proof of it');
  group
    .command('timeline')
    .description('who borrowed and returned what: voided, repeated and unknown scans too, marked')
    .option('--tag <id>', 'of one copy')
    .option('--book <id>', 'of all copies of a book')
    .option('--reader <id>', 'scans of one reader (default span: 30 days)')
    .option('--from <time>', 'that happened from then on: a library day or RFC 3339')
    .option('--to <time>', 'that happened up to then')
    .option('--as-of <time>', 'what was true then: only what had happened')
    .option('--known-at <time>', 'what we knew then: only what was recorded')
    .option('--format <format>', 'table, json or csv', 'table')
    .action(
      action(
        () => (require('./commands/audit-timeline') as typeof import('./commands/audit-timeline')).timeline,
      ),
    );
  group
    .command('seal')
    .description('seal every closed day (UTC) that is not sealed; ends with 1 if history was changed')
    .option('--day <YYYY-MM-DD>', 'no further than this day')
    .action(action(() => audit().seal));
  group
    .command('prove')
    .description('write a proof that an event was sealed, which anyone can check without us')
    .argument('<event>', "<streamId>/<eventId>, such as 'tag#386103974449/scan#01JD', or a scanId")
    .option('--out <file>', '- writes to standard output', 'PROOF.json')
    .action(action(() => audit().prove));
  group
    .command('check')
    .description('check a proof by itself, or a whole ledger; ends with 1 if it does not hold')
    .argument('[proof]', 'the file that `audit prove` wrote')
    .option('--digest <hash or file>', 'a digest of a day that you know from elsewhere')
    .option('--ledger [folder]', 'all sealed days: of a copy in a folder, or ours against the Events table')
    .action(action(() => audit().check));

  program
    .command('restore')
    .description('fill an empty Events table again, keeping every recorded time; again changes nothing')
    .argument('[place]', 'a copy of the ledger, or an export: a folder or s3://bucket/prefix')
    .requiredOption('--from <source>', 'ledger or export')
    .option('--keep-others', 'into a table that has events besides, too')
    .action(action(() => (require('./commands/restore') as typeof import('./commands/restore')).restore));
}
