import { createHash } from 'node:crypto';

/** The tree of RFC 9162 §2.1 with SHA-256. Leaves are given one after the other; what is held grows with the
 *  logarithm of their number. */
export type MerkleTree = {
  add(leaf: Uint8Array): void;
  readonly size: () => number;
  /** The tree's hash so far. */
  readonly root: () => Buffer;
  /** The inclusion path, from leaf to root, of the leaf that was to be proved.
   *  Errors: RangeError if it has not been added. */
  readonly path: () => Buffer[];
};

type Node = { readonly hash: Buffer; readonly size: number; readonly holdsProved: boolean };

/** An empty tree. `provedIndex` is the leaf whose inclusion path is wanted. */
export function merkleTree(provedIndex = -1): MerkleTree {
  /** Perfect subtrees, each larger than the next. */
  const peaks: Node[] = [];
  const pathBelowPeaks: Buffer[] = [];
  let size = 0;

  const joined = (left: Node, right: Node, path: Buffer[]): Node => {
    if (left.holdsProved) path.push(right.hash);
    if (right.holdsProved) path.push(left.hash);
    return {
      hash: nodeHash(left.hash, right.hash),
      size: left.size + right.size,
      holdsProved: left.holdsProved || right.holdsProved,
    };
  };
  const whole = (path: Buffer[]) =>
    peaks.reduceRight<Node | undefined>(
      (right, left) => (right ? joined(left, right, path) : left),
      undefined,
    );

  return {
    add(leaf) {
      let node: Node = { hash: leafHash(leaf), size: 1, holdsProved: size === provedIndex };
      for (let left = peaks.at(-1); left?.size === node.size; left = peaks.at(-1)) {
        peaks.pop();
        node = joined(left, node, pathBelowPeaks);
      }
      peaks.push(node);
      size += 1;
    },
    size: () => size,
    root: () => whole([])?.hash ?? createHash('sha256').digest(),
    path() {
      if (provedIndex < 0 || provedIndex >= size)
        throw new RangeError(`The tree has no leaf ${provedIndex}.`);
      const path = [...pathBelowPeaks];
      whole(path);
      return path;
    },
  };
}

/** What an inclusion path claims: the leaf at `index` of the tree of `size` leaves. */
export type Inclusion = {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
};

/** The root that the path leads to (RFC 9162 §2.1.3.2), or undefined if no such path can be. */
export function rootOfInclusion({ leaf, index, size, path }: Inclusion): Buffer | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  let place = BigInt(index);
  let last = BigInt(size) - 1n;
  let hash = leafHash(leaf);
  for (const sibling of path) {
    if (last === 0n) return undefined;
    if (place % 2n === 1n || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2n === 0n && place !== 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? hash : undefined;
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

function leafHash(leaf: Uint8Array): Buffer {
  return createHash('sha256').update(LEAF).update(leaf).digest();
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}
