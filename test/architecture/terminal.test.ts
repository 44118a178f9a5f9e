import { sourceFiles } from './source-files';

/** Where text leaves for a terminal, made safe there. */
const OUTLETS = ['ops/lib/terminal.ts', 'ops/start/terminal-view.ts', 'stack/terminal-view.ts'];

describe('what the commands write', () => {
  it('leaves by the places that make it safe for a terminal, and by no other', () => {
    const writers = sourceFiles('ops')
      .filter(({ text }) => /\b(?:stdout|stderr|stream)\.write\(|\bconsole\./.test(text))
      .map(({ path }) => path);
    expect(writers.length).toBeGreaterThan(0);
    expect(writers.filter((path) => !OUTLETS.includes(path))).toEqual([]);
  });
});
