import { TABLES, type TableName } from '../../contract/tables';
import type { TableModel } from '../../local-aws/src/model/stack-model';

export type IndexShape = {
  readonly name: string;
  readonly keys: readonly string[];
  readonly projection: 'ALL' | 'KEYS_ONLY';
};

/** What the price of a write depends on. */
export type TableShape = {
  readonly name: string;
  readonly keys: readonly string[];
  readonly indexes: readonly IndexShape[];
  /** Key attributes that are numbers; all others are strings. */
  readonly numbers?: readonly string[];
};

/** One of our own tables under a name of its own. */
export function ourTable(table: TableName, name: string): TableShape {
  const { partitionKey, sortKey, indexes } = TABLES[table];
  return {
    name,
    keys: [partitionKey, sortKey],
    indexes: Object.entries(indexes).map(([index, shape]) => ({
      name: index,
      keys: [shape.partitionKey, shape.sortKey],
      projection: shape.projection,
    })),
  };
}

/** What createTables takes: without a stream, which nobody here reads. */
export function tableModelOf({ name, keys, indexes, numbers = [] }: TableShape): TableModel {
  const attributes = new Set([...keys, ...indexes.flatMap((index) => index.keys)]);
  return {
    name,
    arn: `arn:aws:dynamodb:eu-central-1:000000000000:table/${name}`,
    ...keysOf(keys),
    attributes: [...attributes].map((key) => ({ name: key, type: numbers.includes(key) ? 'N' : 'S' })),
    indexes: indexes.map((index) => ({
      name: index.name,
      ...keysOf(index.keys),
      projection: index.projection,
      nonKeyAttributes: [],
    })),
  };
}

function keysOf([hashKey, rangeKey]: readonly string[]) {
  if (hashKey === undefined) throw new Error('A table without keys cannot be made.');
  return { hashKey, ...(rangeKey !== undefined && { rangeKey }) };
}
