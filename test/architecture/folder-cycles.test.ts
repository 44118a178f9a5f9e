import { posix as path } from 'node:path';
import { sourceFiles } from './source-files';

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

const IMPORT = /(?:from|import|require)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/** Which folder below the root imports which, the root itself being `.`. */
function folderNeeds(root: string): Needs {
  const needs = new Map<string, Set<string>>();
  for (const { path: file, text } of sourceFiles(root)) {
    const folder = path.dirname(file);
    for (const [, imported = ''] of text.matchAll(IMPORT)) {
      const other = path.dirname(path.join(folder, imported));
      if (other === folder || !`${other}/`.startsWith(`${root}/`)) continue;
      const known = needs.get(relative(root, folder)) ?? new Set();
      needs.set(relative(root, folder), known.add(relative(root, other)));
    }
  }
  return needs;
}

const relative = (root: string, folder: string) => path.relative(root, folder) || '.';

/** Folders that need themselves by way of others. */
const foldersInCycles = (needs: Needs) =>
  [...needs.keys()].filter((folder) => reaches(needs, folder, folder));

function reaches(needs: Needs, from: string, to: string, seen = new Set<string>()): boolean {
  return [...(needs.get(from) ?? [])].some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return reaches(needs, next, to, seen);
  });
}

describe('folders', () => {
  it.each(['local-aws/src'])('of %s need no folder that needs them', (root) => {
    const needs = folderNeeds(root);
    expect(needs.get('.')?.size).toBeGreaterThan(5);
    expect(foldersInCycles(needs)).toEqual([]);
  });

  it('would be reported if they did, a longer way round too', () => {
    const needs = new Map([
      ['.', new Set(['a'])],
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a'])],
    ]);
    expect(foldersInCycles(needs)).toEqual(['a', 'b', 'c']);
  });
});
