import { TABLES, type TableName } from '../../contract/tables';
import type { IndexModel, TableModel } from '../../local-aws/src/model/stack-model';

export const TABLE_NAMES = Object.keys(TABLES) as TableName[];

type Shape = {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly indexes: Readonly<
    Record<
      string,
      {
        readonly partitionKey: string;
        readonly sortKey: string;
        readonly projection: IndexModel['projection'];
      }
    >
  >;
  readonly timeToLive?: string;
};

/** A table of the contract as the data stack makes it, under a name of its own; a test compares the two.
 *  Synthesizing would take each test file three seconds. */
export function contractTable(table: TableName, name: string): TableModel {
  const { partitionKey, sortKey, indexes, timeToLive }: Shape = TABLES[table];
  const byIndex = Object.entries(indexes);
  const keys = [
    partitionKey,
    sortKey,
    ...byIndex.flatMap(([, index]) => [index.partitionKey, index.sortKey]),
  ];
  return {
    name,
    arn: `arn:aws:dynamodb:eu-central-1:000000000000:table/${name}`,
    hashKey: partitionKey,
    rangeKey: sortKey,
    attributes: [...new Set(keys)].map((key) => ({ name: key, type: 'S' })),
    indexes: byIndex.map(([index, shape]) => ({
      name: index,
      hashKey: shape.partitionKey,
      rangeKey: shape.sortKey,
      projection: shape.projection,
      nonKeyAttributes: [],
    })),
    ...(table === 'events' && { streamViewType: 'NEW_AND_OLD_IMAGES' }),
    ...(timeToLive !== undefined && { ttlAttribute: timeToLive }),
  };
}
