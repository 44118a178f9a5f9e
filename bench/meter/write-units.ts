import { isDeepStrictEqual } from 'node:util';
import { type Item, itemSizeBytes } from './item-size';
import type { IndexShape, TableShape } from './table-shape';

export type WriteUnits = { readonly table: number; readonly index: number };

const unitsOf = (bytes: number) => Math.max(1, Math.ceil(bytes / 1024));
const sizeOf = (item: Item | undefined) => (item ? itemSizeBytes(item) : 0);

/** What AWS bills for bringing an item from one content to another, by its size and its indexes: the larger
 *  of both, twice within a transaction; an index entry that is made, removed or changed is billed once, and one
 *  whose key changes twice, in a transaction too.
 *  Source: DynamoDB Developer Guide, "Read/write capacity" and "Global secondary indexes". */
export function writeUnits(
  shape: TableShape,
  before: Item | undefined,
  after: Item | undefined,
  { transactional }: { readonly transactional: boolean },
): WriteUnits {
  const table = unitsOf(Math.max(sizeOf(before), sizeOf(after)));
  const index = shape.indexes.reduce((sum, one) => sum + indexUnits(shape, one, before, after), 0);
  return { table: transactional ? 2 * table : table, index };
}

function indexUnits(
  shape: TableShape,
  index: IndexShape,
  before: Item | undefined,
  after: Item | undefined,
): number {
  const was = entryOf(shape, index, before);
  const is = entryOf(shape, index, after);
  if (was === undefined || is === undefined) return was || is ? unitsOf(sizeOf(was ?? is)) : 0;
  if (isDeepStrictEqual(was, is)) return 0;
  const sameKey = index.keys.every((key) => isDeepStrictEqual(was[key], is[key]));
  return sameKey ? unitsOf(Math.max(sizeOf(was), sizeOf(is))) : unitsOf(sizeOf(was)) + unitsOf(sizeOf(is));
}

/** An item without both of the index's keys is not in it. */
function entryOf(shape: TableShape, index: IndexShape, item: Item | undefined): Item | undefined {
  if (item === undefined || !index.keys.every((key) => item[key] !== undefined)) return undefined;
  if (index.projection === 'ALL') return item;
  const kept = new Set([...shape.keys, ...index.keys]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => kept.has(name)));
}
