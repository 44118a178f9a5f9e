import { TABLES, type TableName } from '../../contract/tables';

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
