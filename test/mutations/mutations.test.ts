import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTATIONS } from './all-mutations';

const ROOT = join(__dirname, '../..');

describe('each mutation', () => {
  it.each(MUTATIONS)('finds once in the source what it changes: $name', ({ file, edits }) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    for (const [find] of edits) expect([find, source.split(find).length - 1]).toEqual([find, 1]);
  });
});
