import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'docs/adr/README.md',
  'local-aws/README.md',
  'device/README.md',
];
const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g;

const linksOf = (page: string) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(LINK)].map(([, to = '']) => to);

describe('what a page points at', () => {
  it.each(PAGES)('in %s is there', (page) => {
    const missing = linksOf(page).filter((to) => !existsSync(join(ROOT, dirname(page), to)));
    expect(missing).toEqual([]);
  });

  it('in ARCHITECTURE.md answers twenty questions and more', () => {
    const questions = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8').split('## Where is …')[1] ?? '';
    expect([...questions.matchAll(/^\| (?!question|---)/gm)].length).toBeGreaterThanOrEqual(20);
  });
});
