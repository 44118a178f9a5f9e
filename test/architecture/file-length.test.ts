import { sourceFiles } from './source-files';

const lineCount = (text: string) => text.trimEnd().split('\n').length;

const longerThan = (limit: number, belongs: (path: string) => boolean) =>
  sourceFiles('.')
    .filter(({ path, text }) => belongs(path) && lineCount(text) > limit)
    .map(({ path, text }) => `${path}: ${lineCount(text)}`);

const isTest = (path: string) => /^(local-aws\/|device\/)?test\//.test(path);

describe('a file can be read in one sitting', () => {
  it('source has at most 250 lines', () => {
    expect(longerThan(250, (path) => !isTest(path))).toEqual([]);
  });

  it('tests have at most 500', () => {
    expect(longerThan(500, isTest)).toEqual([]);
  });

  it('which is counted over the whole repository', () => {
    const folders = new Set(sourceFiles('.').map(({ path }) => path.split('/')[0]));
    for (const folder of ['contract', 'domain', 'infra', 'test', 'main.ts'])
      expect(folders).toContain(folder);
  });
});
