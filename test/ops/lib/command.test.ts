import { aCommand } from '../../../ops/lib/command';
import { WrongUse } from '../../../ops/lib/failure';
import {
  argument,
  flag,
  manyArguments,
  option,
  optionalArgument,
  requiredOption,
  text,
  wholeNumber,
} from '../../../ops/lib/input';
import { runCommand } from '../run-command';

const input = {
  file: argument('what to read'),
  place: optionalArgument('where'),
  dryRun: flag('write nothing'),
  count: option('<count>', 'so many', wholeNumber(1), '3'),
  asOf: option('<time>', 'then', text),
};
const shown = { words: 'show', summary: '', run: async () => ({ json: {}, lines: [] }) };
const command = aCommand({
  ...shown,
  input,
  run: async (_context, given) => ({ json: given, lines: [] }),
});
const given = async (...argv: string[]) => (await runCommand(command, argv)).json;

describe('a command', () => {
  it('is given each argument and option by its name, read as its input says', async () => {
    expect(await given('a.csv', 'here', '--dry-run', '--count', '7', '--as-of', 'noon')).toEqual({
      file: 'a.csv',
      place: 'here',
      dryRun: true,
      count: 7,
      asOf: 'noon',
    });
  });

  it('is given what its inputs fall back to', async () => {
    expect(await given('a.csv')).toEqual({ file: 'a.csv', dryRun: false, count: 3 });
  });

  it('names each option that cannot be read, as it is written', async () => {
    const faulty = aCommand({
      ...shown,
      input: {
        maxRows: option('<count>', '', wholeNumber(1)),
        days: option('<count>', '', wholeNumber(1), 'x'),
      },
    });
    const answer = runCommand(faulty, ['--max-rows', '0']);
    await expect(answer).rejects.toThrow(WrongUse);
    await expect(answer).rejects.toMatchObject({
      lines: [
        '--max-rows must be a whole number of at least 1.',
        '--days must be a whole number of at least 1.',
      ],
    });
  });

  it('takes many arguments, also none, and asks for a required option', async () => {
    const many = aCommand({
      words: 'show',
      summary: '',
      input: { id: manyArguments(''), from: requiredOption('<source>', '', text) },
      run: async (_context, values) => ({ json: values, lines: [] }),
    });
    expect((await runCommand(many, ['--from', 'x'])).json).toEqual({ id: [], from: 'x' });
    expect((await runCommand(many, ['a', 'b', '--from', 'x'])).json).toEqual({ id: ['a', 'b'], from: 'x' });
    await expect(runCommand(many, ['a'])).rejects.toMatchObject({
      code: 'commander.missingMandatoryOptionValue',
    });
  });
});
