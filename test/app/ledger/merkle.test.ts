import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { merkleTree, rootOfInclusion } from '../../../app/ledger/merkle';

/** RFC 9162 §2.1 word for word: by halves, not by peaks. */
const hash = (...parts: readonly (string | Buffer)[]) => {
  const bytes = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)),
  );
  return createHash('sha256').update(bytes).digest();
};
const largestPowerBelow = (n: number) => 2 ** Math.floor(Math.log2(n - 1));
function treeHash(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return hash();
  if (leaves.length === 1) return hash('00', first);
  const k = largestPowerBelow(leaves.length);
  return hash('01', treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}
function pathOf(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m < k ? [...pathOf(m, left), treeHash(right)] : [...pathOf(m - k, right), treeHash(left)];
}

const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => Buffer.from(`leaf ${i}`));
function treeOf(leaves: readonly Buffer[], provedIndex?: number) {
  const tree = merkleTree(provedIndex);
  for (const leaf of leaves) tree.add(leaf);
  return tree;
}

describe('the Merkle tree of a day', () => {
  it('has the roots that Certificate Transparency gives for its eight leaves', () => {
    const leaves = [
      '',
      '00',
      '10',
      '2021',
      '3031',
      '40414243',
      '5051525354555657',
      '606162636465666768696a6b6c6d6e6f',
    ].map((leaf) => Buffer.from(leaf, 'hex'));
    const roots = [
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    ];
    expect(treeOf([]).root().toString('hex')).toBe(roots[0]);
    expect(treeOf(leaves.slice(0, 1)).root().toString('hex')).toBe(roots[1]);
    expect(treeOf(leaves).root().toString('hex')).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    );
  });

  it('has, for any number of leaves up to 130, the root and the paths of the definition by halves', () => {
    for (let n = 1; n <= 130; n += 1) {
      const leaves = leavesOf(n);
      expect(treeOf(leaves).root()).toEqual(treeHash(leaves));
      for (const m of new Set([0, n - 1, n >> 1, (n * 7) % n, (n * 5 + 3) % n])) {
        expect(treeOf(leaves, m).path()).toEqual(pathOf(m, leaves));
      }
    }
  });

  it('tells its root at any moment and goes on from there', () => {
    const leaves = leavesOf(20);
    const tree = merkleTree();
    for (const [i, leaf] of leaves.entries()) {
      tree.add(leaf);
      expect(tree.root()).toEqual(treeHash(leaves.slice(0, i + 1)));
    }
  });

  it('has no path for a leaf that it does not have', () => {
    expect(() => treeOf(leavesOf(3), 3).path()).toThrow(RangeError);
    expect(() => treeOf(leavesOf(3)).path()).toThrow(RangeError);
  });
});

describe('an inclusion path', () => {
  const inclusion = fc
    .integer({ min: 1, max: 300 })
    .chain((size) => fc.record({ size: fc.constant(size), index: fc.integer({ min: 0, max: size - 1 }) }));

  it('leads every leaf to the root', () => {
    fc.assert(
      fc.property(inclusion, ({ size, index }) => {
        const leaves = leavesOf(size);
        const tree = treeOf(leaves, index);
        const claim = { leaf: leaves[index]!, index, size, path: tree.path() };
        expect(rootOfInclusion(claim)).toEqual(tree.root());
        expect(tree.path().length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
      }),
    );
  });

  it('leads nothing else there: no other leaf, place, or step, and no step more or less', () => {
    fc.assert(
      fc.property(inclusion, fc.nat(), fc.nat(), ({ size, index }, a, b) => {
        const leaves = leavesOf(size);
        const tree = treeOf(leaves, index);
        const path = tree.path();
        const root = tree.root();
        const claim = { leaf: leaves[index]!, index, size, path };
        const other = Buffer.from(`other ${a}`);
        const flipped = path.map((step, i) => {
          if (i !== a % path.length) return step;
          const bytes = Buffer.from(step);
          const at = b % 32;
          bytes[at] = bytes[at]! ^ (1 << (a % 8));
          return bytes;
        });
        const wrong = [
          { ...claim, leaf: other },
          { ...claim, path: [...path, hash(other)] },
          ...(path.length > 0
            ? [
                { ...claim, path: path.slice(1) },
                { ...claim, path: flipped },
              ]
            : []),
          ...(size > 1 ? [{ ...claim, index: (index + 1 + (a % (size - 1))) % size }] : []),
          { ...claim, index: size },
          { ...claim, index: -1 },
          { ...claim, index: index + 0.5 },
        ];
        for (const each of wrong) expect(rootOfInclusion(each)).not.toEqual(root);
      }),
      { numRuns: 300 },
    );
  });

  it('of a node is none of a leaf: what an inner node hashes is no leaf', () => {
    const leaves = leavesOf(4);
    const inner = Buffer.concat([hash('00', leaves[0]!), hash('00', leaves[1]!)]);
    const claim = { leaf: inner, index: 0, size: 2, path: [treeHash(leaves.slice(2))] };
    expect(rootOfInclusion(claim)).not.toEqual(treeHash(leaves));
  });
});
