import { TABLES, type TableName } from '../contract/tables';
import { AppautoscalingPolicy, AppautoscalingTarget, Construct, type DynamodbTable } from './resources';
import type { StageConfig } from './stage-config';

type Dimension = 'writes' | 'reads';
const CAPACITY = { writes: 'WriteCapacityUnits', reads: 'ReadCapacityUnits' } as const;
const USED = {
  writes: 'DynamoDBWriteCapacityUtilization',
  reads: 'DynamoDBReadCapacityUtilization',
} as const;

/** What a provisioned table or index begins with. */
export const leastCapacity = ({ capacityUnits }: StageConfig) => ({
  readCapacity: capacityUnits.reads.least,
  writeCapacity: capacityUnits.writes.least,
});

/** Keeps the units of a provisioned table and of each of its indexes at the use that the stage says: a few minutes
 *  after it goes above, and up to an hour after it has gone below.
 *  Source: DynamoDB Developer Guide, "Managing throughput capacity automatically with auto scaling". */
export class TableScaling extends Construct {
  constructor(
    scope: Construct,
    table: DynamodbTable,
    { name, config }: { readonly name: TableName; readonly config: StageConfig },
  ) {
    super(scope, 'scaling');
    const places = [
      { id: 'table', of: 'table', path: `table/${table.name}` },
      ...Object.keys(TABLES[name].indexes).map((index) => ({
        id: index,
        of: 'index',
        path: `table/${table.name}/index/${index}`,
      })),
    ];
    for (const { id, of, path } of places) {
      for (const dimension of ['writes', 'reads'] as const) {
        this.scale(`${id}-${dimension}`, { of, path, dimension, config });
      }
    }
  }

  private scale(
    id: string,
    {
      of,
      path,
      dimension,
      config: { capacityUnits },
    }: {
      readonly of: string;
      readonly path: string;
      readonly dimension: Dimension;
      readonly config: StageConfig;
    },
  ): void {
    const { least, most } = capacityUnits[dimension];
    const target = new AppautoscalingTarget(this, id, {
      serviceNamespace: 'dynamodb',
      resourceId: path,
      scalableDimension: `dynamodb:${of}:${CAPACITY[dimension]}`,
      minCapacity: least,
      maxCapacity: most,
    });
    new AppautoscalingPolicy(this, `${id}-policy`, {
      name: `${dimension}-${path.replaceAll('/', '-')}`,
      policyType: 'TargetTrackingScaling',
      serviceNamespace: target.serviceNamespace,
      resourceId: target.resourceId,
      scalableDimension: target.scalableDimension,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: capacityUnits.use,
        predefinedMetricSpecification: { predefinedMetricType: USED[dimension] },
      },
    });
  }
}
