import { sourceFiles } from './source-files';

const TYPED = /typeof import\('([^']+)'\)\s*=\s*require\('([^']+)'\)/g;
const REQUIRE = /\brequire\('[^']+'\)/g;

/** What TypeScript cannot see: a require() in a TypeScript file that has not the type of what it requires. */
function untyped(text: string): string[] {
  const typed = [...text.matchAll(TYPED)].filter(([, type, module]) => type === module).length;
  const all = [...text.matchAll(REQUIRE)].map(([call]) => call);
  return all.length === typed ? [] : all;
}

describe('what is required only when it is needed', () => {
  it('has the type of the very module', () => {
    const faulty = sourceFiles('ops').flatMap(({ path, text }) =>
      untyped(text).map((call) => `${path}: ${call}`),
    );
    expect(faulty).toEqual([]);
  });

  it.each([
    ["const { a }: typeof import('./a') = require('./b');"],
    ["const { a } = require('./a');"],
    ["const a = require('./a') as typeof import('./a');"],
  ])('would be found: %s', (text) => {
    expect(untyped(text)).not.toEqual([]);
  });
});
