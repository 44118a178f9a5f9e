import { z } from 'zod';
import { madeSection } from '../support/made-section';

const FOLDERS = /^\^(?:\(\?:)?([a-z-]+)\//;
const NAMED_PATHS: Readonly<Record<string, string>> = {
  main: '`main.ts`',
  'local-commands': '`ops/`, local',
};

const ruleSchema = z.object({
  name: z.string(),
  comment: z.string(),
  to: z.object({ pathNot: z.unknown().optional() }),
});

function folderRules() {
  const { forbidden } = z
    .object({ forbidden: z.array(ruleSchema) })
    .parse(require('../../.dependency-cruiser.cjs'));
  return forbidden.flatMap(({ name, comment, to }) => {
    const folder = /^(.+)-imports-only-its-own$/.exec(name)?.[1];
    return folder ? [{ folder, holds: comment, allowed: z.array(z.string()).parse(to.pathNot) }] : [];
  });
}

/** The folders of ours among the patterns; none of them is the folder itself. */
function foldersIn(patterns: readonly string[], itself: string): string {
  const names = patterns.flatMap((pattern) => FOLDERS.exec(pattern)?.[1] ?? []);
  const others = [...new Set(names)].filter((name) => name !== itself);
  return others.join(', ') || 'nothing of ours';
}

describe('the README', () => {
  it('lists what each folder holds and may import, as the import rules say', () => {
    const rows = folderRules().map(
      ({ folder, holds, allowed }) =>
        `| ${NAMED_PATHS[folder] ?? `\`${folder}/\``} | ${holds} | ${foldersIn(allowed, folder)} |`,
    );
    const { found, wanted } = madeSection('README.md', 'folders', [
      '| folder | holds | may import |',
      '|---|---|---|',
      ...rows,
      '| `test/` | mirrors the tree; `test/e2e` goes all the way | all |',
    ]);
    expect(found).toBe(wanted);
  });
});
