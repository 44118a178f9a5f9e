import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { COMMANDS, GROUPS } from '../../../ops/commands/all-commands';

const FOLDER = join(__dirname, '../../../ops/commands');

const commandFiles = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'all-commands.ts')
  .map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)));

describe('the list of commands', () => {
  it('has each file of the folder, and each command is in the file of its words', () => {
    const files = COMMANDS.map(({ words }) => `${words.replace(' ', '/')}.ts`);
    expect([...files].sort()).toEqual([...commandFiles].sort());
    for (const [at, file] of files.entries()) {
      expect(require(join(FOLDER, file))).toEqual({ command: COMMANDS[at] });
    }
  });

  it('says what each first of two words stands for, and no other', () => {
    const firsts = COMMANDS.map(({ words }) => words.split(' ')).filter(({ length }) => length === 2);
    expect(new Set(firsts.map(([first]) => first))).toEqual(new Set(Object.keys(GROUPS)));
  });
});
