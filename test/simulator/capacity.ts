import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TABLES } from '../../contract/tables';
import type { Item } from './expressions';

/** What was asked of the tables. Units as DynamoDB bills them: a transaction doubles those of the tables, not
 *  those of their indexes; a refused write costs what it would have cost. */
export class Capacity {
  tableWriteUnits = 0;
  indexWriteUnits = 0;
  readUnits = 0;
  readonly requests = new Map<string, number>();

  request(operation: string) {
    this.requests.set(operation, (this.requests.get(operation) ?? 0) + 1);
  }

  read(sizeBytes: number, isConsistent: boolean) {
    this.readUnits += Math.max(1, Math.ceil(sizeBytes / 4096)) * (isConsistent ? 1 : 0.5);
  }

  refused(item: Item | undefined, isTransactional: boolean) {
    this.tableWriteUnits += unitsOf(item) * (isTransactional ? 2 : 1);
  }

  write(
    { indexes }: (typeof TABLES)[keyof typeof TABLES],
    before: Item | undefined,
    after: Item | undefined,
    isTransactional: boolean,
  ) {
    this.tableWriteUnits += Math.max(unitsOf(before), unitsOf(after)) * (isTransactional ? 2 : 1);
    for (const index of Object.values(indexes)) this.indexWriteUnits += indexUnits(index, before, after);
  }
}

/** Items are never changed in place, so each is measured once. */
const sizes = new WeakMap<Item, number>();

/** What an item takes by DynamoDB's reckoning, without the overhead of its storage. */
export function sizeOf(item: Item): number {
  const known = sizes.get(item);
  if (known !== undefined) return known;
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSize(value);
  sizes.set(item, size);
  return size;
}

type Index = { readonly partitionKey: string; readonly sortKey: string; readonly projection: string };

function indexUnits(index: Index, before: Item | undefined, after: Item | undefined): number {
  const [old, fresh] = [entry(index, before), entry(index, after)];
  if (old === fresh) return index.projection === 'ALL' && before && after ? unitsOf(after) : 0;
  const units = index.projection === 'ALL' ? unitsOf(after ?? before) : 1;
  return (old === undefined ? 0 : units) + (fresh === undefined ? 0 : units);
}

function entry({ partitionKey, sortKey }: Index, item: Item | undefined): string | undefined {
  const key = [item?.[partitionKey]?.S, item?.[sortKey]?.S];
  return key.includes(undefined) ? undefined : JSON.stringify(key);
}

const unitsOf = (item: Item | undefined) => Math.max(1, Math.ceil((item ? sizeOf(item) : 0) / 1024));

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
  if (value.L) return 3 + value.L.reduce((sum, inner) => sum + 1 + valueSize(inner), 0);
  if (value.M) return 3 + Object.keys(value.M).length + sizeOf(value.M);
  return 1;
}
