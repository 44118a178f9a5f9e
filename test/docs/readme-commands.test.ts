import { COMMANDS } from '../../ops/commands/all-commands';
import type { Command } from '../../ops/lib/command';
import { argumentForm } from '../../ops/lib/command-line';
import { madeSection } from '../support/made-section';

const usageOf = ({ words, input }: Command) =>
  [
    words,
    ...Object.entries(input)
      .filter(([, { kind }]) => kind === 'argument')
      .map(([name, argument]) => argumentForm(name, argument)),
  ].join(' ');

describe('the README', () => {
  it('lists every command; `WRITE_DOCS=1 npx jest test/docs` writes the table', () => {
    const rows = COMMANDS.map((command) => `| \`${usageOf(command)}\` | ${command.summary} |`);
    const { found, wanted } = madeSection('README.md', 'commands', [
      '| command | does |',
      '|---|---|',
      ...rows,
    ]);
    expect(found).toBe(wanted);
  });
});
