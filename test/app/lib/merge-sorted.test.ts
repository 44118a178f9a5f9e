import fc from 'fast-check';
import { mergeSorted } from '../../../app/lib/merge-sorted';

/** Pages of numbers, and how many of them were asked for. */
function pagesOf(pages: readonly (readonly number[])[]) {
  const asked = { pages: 0, closed: false };
  async function* source() {
    try {
      for (const page of pages) {
        asked.pages += 1;
        yield page;
      }
    } finally {
      asked.closed = true;
    }
  }
  return { asked, source: source() };
}

const ascending = (a: number, b: number) => a - b;

describe('sorted sequences as one', () => {
  it('gives everything in order, whatever the pages', async () => {
    const sorted = fc.array(fc.nat(50)).map((items) => items.sort(ascending));
    const paged = fc.tuple(sorted, fc.integer({ min: 1, max: 5 })).map(([items, size]) => {
      const pages = [];
      for (let i = 0; i < items.length; i += size) pages.push(items.slice(i, i + size), []);
      return pages;
    });
    await fc.assert(
      fc.asyncProperty(fc.array(paged, { maxLength: 4 }), async (sources) => {
        const merged: number[] = [];
        const read = sources.map((pages) => pagesOf(pages).source);
        for await (const page of mergeSorted(read, ascending)) merged.push(...page);
        expect(merged).toEqual(sources.flat(2).sort(ascending));
      }),
      { seed: 20_260_302 },
    );
  });

  it('reads no page before it is needed, and closes what was not read to its end', async () => {
    const early = pagesOf([[1, 2], [3, 4], [5]]);
    const late = pagesOf([[100], [200]]);
    for await (const page of mergeSorted([early.source, late.source], ascending)) {
      expect(page).toEqual([1, 2]);
      break;
    }
    expect([early.asked, late.asked]).toEqual([
      { pages: 1, closed: true },
      { pages: 1, closed: true },
    ]);
  });
});
