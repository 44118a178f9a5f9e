import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files';

/** What makes an answer depend on more than what was passed in. */
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bperformance\./,
  /\bprocess\./,
  /\basync\b/,
  /\bawait\b/,
  /\bPromise\b/,
];

/** A port says how the rim is waited for. */
const PORT = 'device/src/tags/tag-source.ts';

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

const impureWords = (text: string) =>
  IMPURE.filter((word) => word.test(withoutComments(text))).map((word) => word.source);

describe('the core', () => {
  it.each(['domain', 'projections', 'device/src/tags'])(
    '%s has no clock, chance, environment or waiting',
    (folder) => {
      const files = sourceFiles(folder).filter(({ path }) => path !== PORT);
      expect(files.length).toBeGreaterThan(0);
      const found = files.flatMap(({ path, text }) => impureWords(text).map((word) => `${path}: ${word}`));
      expect(found).toEqual([]);
    },
  );

  it('would be reported if it had', () => {
    const impure = readFileSync(join(__dirname, 'fixtures/domain/impure.ts'), 'utf8');
    expect(impureWords(impure)).toHaveLength(IMPURE.length);
  });
});
