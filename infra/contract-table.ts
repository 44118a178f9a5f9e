import { TABLES, type TableName } from '../contract/tables';
import { Construct, DynamodbTable } from './resources';
import type { StageConfig } from './stage-config';
import { leastCapacity, TableScaling } from './table-scaling';

type TableShape = {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly indexes: Readonly<
    Record<string, { readonly partitionKey: string; readonly sortKey: string; readonly projection: string }>
  >;
  readonly timeToLive?: string;
};

/** One table of contract/tables.ts: on demand or provisioned as the stage says, with point-in-time recovery, every key a string. */
export class ContractTable extends Construct {
  readonly table: DynamodbTable;

  constructor(
    scope: Construct,
    table: TableName,
    props: { readonly name: string; readonly config: StageConfig; readonly stream: boolean },
  ) {
    super(scope, table);
    const shape: TableShape = TABLES[table];
    const indexes = Object.entries(shape.indexes);
    const keys = [shape, ...Object.values(shape.indexes)].flatMap((key) => [key.partitionKey, key.sortKey]);
    const isProvisioned = props.config.capacity === 'provisioned';
    const units = isProvisioned ? leastCapacity(props.config) : {};
    this.table = new DynamodbTable(this, 'table', {
      name: props.name,
      billingMode: isProvisioned ? 'PROVISIONED' : 'PAY_PER_REQUEST',
      ...units,
      hashKey: shape.partitionKey,
      rangeKey: shape.sortKey,
      attribute: [...new Set(keys)].map((name) => ({ name, type: 'S' })),
      globalSecondaryIndex: indexes.map(([name, index]) => ({
        name,
        hashKey: index.partitionKey,
        rangeKey: index.sortKey,
        projectionType: index.projection,
        ...units,
      })),
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 },
      deletionProtectionEnabled: props.config.protectData,
      ...(props.stream && { streamEnabled: true, streamViewType: 'NEW_AND_OLD_IMAGES' }),
      ...(shape.timeToLive && { ttl: { attributeName: shape.timeToLive, enabled: true } }),
      // What scaling has set since is not taken back by the next deployment.
      ...(isProvisioned && {
        lifecycle: { ignoreChanges: ['read_capacity', 'write_capacity', 'global_secondary_index'] },
      }),
    });
    if (isProvisioned) new TableScaling(this, this.table, { name: table, config: props.config });
  }
}
