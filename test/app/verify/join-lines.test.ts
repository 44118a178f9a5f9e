import fc from 'fast-check';
import { joinLines, sameLine } from '../../../app/verify/join-lines';

const keys = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 30 });

/** The keys in their order, in groups of up to so many, some of them empty. */
async function* inGroups(of: readonly string[], sizes: readonly number[]) {
  const sorted = [...of].sort();
  for (let i = 0; sorted.length > 0; i += 1) {
    yield sorted.splice(0, sizes[i % sizes.length]).map((key) => ({ key, value: { n: 1 } }));
  }
}

describe('two sequences of lines', () => {
  it('are joined by their keys, whatever groups they come in', async () => {
    const sizes = fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }).map((some) => [...some, 1]);
    await fc.assert(
      fc.asyncProperty(keys, keys, sizes, sizes, async (expected, stored, first, second) => {
        const pairs = [];
        for await (const group of joinLines(inGroups(expected, first), inGroups(stored, second))) {
          pairs.push(...group);
        }
        const all = [...new Set([...expected, ...stored])].sort();
        expect(pairs.map(({ key }) => key)).toEqual(all);
        expect(pairs.filter((pair) => pair.expected).map(({ key }) => key)).toEqual([...expected].sort());
        expect(pairs.filter((pair) => pair.stored).map(({ key }) => key)).toEqual([...stored].sort());
      }),
      { numRuns: 500 },
    );
  });

  it('are let go of when nobody asks for more', async () => {
    let open = 0;
    async function* held() {
      open += 1;
      try {
        for (;;) yield [{ key: 'a', value: {} }];
      } finally {
        open -= 1;
      }
    }
    for await (const _ of joinLines(held(), held())) break;
    expect(open).toBe(0);
  });
});

describe('two lines', () => {
  it.each([
    [{ n: 1 }, { n: 1 }, true],
    [{ n: 1, zero: 0 }, { n: 1 }, true],
    [undefined, { n: 0 }, true],
    [{ n: 1 }, { n: 2 }, false],
    [{ n: 1 }, { n: '1' }, false],
    [{ n: 1 }, undefined, false],
  ])('%j and %j say the same: %p', (a, b, same) => {
    expect(sameLine(a, b)).toBe(same);
  });
});
