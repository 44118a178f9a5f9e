import { COMMANDS } from '../../../ops/commands/all-commands';
import { WrongUse } from '../../../ops/lib/failure';
import { runCommand } from '../run-command';

const refusalOf = async (line: string, ...more: string[]): Promise<readonly string[]> => {
  const command = COMMANDS.find(({ words }) => line === words || line.startsWith(`${words} `));
  if (command === undefined) throw new Error(`No command does ${line}.`);
  const argv = [...line.slice(command.words.length).split(' ').filter(Boolean), ...more];
  const refusal = await runCommand(command, argv).catch((error: unknown) => error);
  if (refusal instanceof WrongUse) return refusal.lines;
  throw new Error(`Not refused as wrong use: ${String(refusal)}`);
};

describe('what cannot be read on a command line', () => {
  it.each<[string, string[]]>([
    ['rebuild --limit abc', ['--limit must be a whole number of at least 1.']],
    ['verify --limit abc', ['--limit must be a whole number of at least 1.']],
    ['verify --limit 1.5', ['--limit must be a whole number of at least 1.']],
    ['quarantine list --limit many', ['--limit must be a whole number from 1 to 10000.']],
    ['publish f --window 0', ['--window must be a whole number from 1 to 10000.']],
    ['start --port 99999', ['--port must be a whole number from 0 to 65535.']],
    ['rebuild --from backup', ['--from must be table or ledger.']],
    [
      'rebuild --from x --time-zone Mars/One --repeat-window -1 --limit 0',
      [
        '--from must be table or ledger.',
        '--repeat-window must be a number of seconds, at least 0.',
        '--time-zone must be a time zone such as Europe/Berlin.',
        '--limit must be a whole number of at least 1.',
      ],
    ],
    ['restore --from backup', ['--from must be ledger or export.']],
    ['audit timeline --format xml', ['--format must be table, json or csv.']],
    ['audit seal --day tomorrow', ['--day must be a UTC day like 2026-11-22.']],
    ['export --date 22.11.2026', ['--date must be a day like 2026-11-22.']],
    ['export --from 2018-01-01', ['--from and --to go together.']],
    [
      'export --date 2018-01-01 --from 2018-01-01 --to 2018-12-31',
      ['--date is one day; --from and --to are several: give the one or the others.'],
    ],
    ['import books f --delimiter ;;', ['--delimiter must be one character, or \\t.']],
    [
      'simulate --seconds 0 --rate fast',
      ['--seconds must be a number above 0, up to 86400.', '--rate must be a number above 0, up to 100.'],
    ],
  ])('is refused with what to give instead: %s', async (line, lines) => {
    expect(await refusalOf(line)).toEqual(lines);
  });

  it.each([
    ['publish f --topic', '--topic must not be empty.'],
    ['start --data-dir', '--data-dir must not be empty.'],
  ])('is refused where nothing is given: %s ""', async (line, words) => {
    expect(await refusalOf(line, '')).toEqual([words]);
  });
});
